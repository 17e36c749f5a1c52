// Behind the scenes: what waits to be delivered, what goes over the wire, what was wrong, and trouble to order.

import { h, plural } from './dom.js';
import { formatTime } from './time.js';
import { control, inWords } from './wire.js';

const EVERY = 1500;
const SHOWN = 80;

/** What can be made to go wrong for a bot: the button's label, and the fault. */
const TROUBLE = [
	['Refuse its next request: rate limited', { kind: 'status', status: 429, retry_after: 2 }],
	['Answer its next three requests with 500', { kind: 'status', status: 500, times: 3 }],
	['Drop its next request', { kind: 'drop', when: 'before' }],
	['Drop its next request, but apply it', { kind: 'drop', when: 'after' }],
	['Answer two seconds late, until mended', { kind: 'delay', seconds: 2, times: null }],
	['Close its gateway connection', { kind: 'close', code: 4000 }],
];

/** `button` opens and closes `holder`, which looks again while it is open. */
export function startScenes(button, holder) {
	let panel = null;
	const toggle = () => {
		const open = holder.hidden;
		holder.hidden = !open;
		button.setAttribute('aria-expanded', String(open));
		panel?.stop();
		panel = open ? new Scenes(holder, toggle) : null;
		(open ? holder.querySelector('button') : button).focus();
	};
	button.addEventListener('click', toggle);
	holder.addEventListener('keydown', (event) => event.key === 'Escape' && toggle());
}

class Scenes {
	#latest = 0;
	#timer = 0;
	#said = '';

	constructor(holder, close) {
		this.error = h('p', { class: 'field-error', role: 'alert' });
		this.waiting = h('ul', { class: 'scene' });
		this.log = h('ol', { class: 'scene', 'aria-label': 'Requests and events, the newest first' });
		this.wrong = h('ul', { class: 'scene' });
		this.inForce = h('p', { role: 'status' });
		this.counts = {};
		const people = h('input', { type: 'checkbox', onchange: () => this.log.classList.toggle('with-people', people.checked) });
		const section = (name, title, open, ...inside) =>
			h('details', { open }, h('summary', {}, h('h3', {}, title), (this.counts[name] = h('span', { class: 'count-of' }))), inside);
		const press = (label, action) => h('button', { type: 'button', class: 'button secondary', onclick: () => this.#attempt(action) }, label);
		holder.replaceChildren(
			h('header', {}, h('h2', {}, 'Behind the scenes'), h('button', { type: 'button', class: 'quiet', onclick: close }, 'Close')),
			this.error,
			section('waiting', 'Waiting to be delivered', true, this.waiting),
			section('log', 'Requests and events', true, h('label', { class: 'scene-choice' }, people, ' Those of people too'), this.log),
			section('wrong', 'Violations', false, this.wrong, press('Forget them', () => control('DELETE', 'violations'))),
			section(
				'faults', 'Trouble for the bot', false,
				h('div', { class: 'troubles' }, TROUBLE.map(([label, fault]) => press(label, () => this.#cause(label, fault)))),
				press('Mend everything', () => { this.#said = 'Mended.'; return control('DELETE', 'faults'); }),
				this.inForce,
			),
		);
		this.#look();
	}

	stop() {
		clearTimeout(this.#timer);
		this.#timer = null;
	}

	async #look() {
		clearTimeout(this.#timer);
		try {
			const wanted = ['waiting', `log?limit=${SHOWN}`, 'violations', 'faults'];
			const [waiting, log, wrong, faults] = await Promise.all(wanted.map((path) => control('GET', path)));
			if (this.#timer === null) return;
			this.error.textContent = '';
			this.bots = faults.applications;
			this.#drawWaiting(waiting);
			this.#drawLog(log);
			this.#drawWrong(wrong);
			const count = faults.faults.length;
			this.counts.faults.textContent = count || '';
			this.inForce.textContent = `${this.#said} ${count ? `${plural(count, 'fault')} in force.` : ''}`.trim();
		} catch (trouble) {
			this.error.textContent = inWords(trouble);
		}
		if (this.#timer !== null) this.#timer = setTimeout(() => this.#look(), EVERY);
	}

	async #attempt(action) {
		try {
			await action();
		} catch (trouble) {
			this.error.textContent = inWords(trouble);
			return;
		}
		this.#look();
	}

	async #cause(label, fault) {
		// A bot is meant, and nobody who tries it out.
		await Promise.all(this.bots.map((who) => control('POST', 'faults', { ...fault, who })));
		this.#said = `Done: ${label.toLowerCase()}.`;
	}

	#drawWaiting(waiting) {
		this.counts.waiting.textContent = waiting.length || '';
		const entry = ({ at, what, where }) => h('li', {}, h('time', { datetime: at }, formatTime(new Date(at), 's')), ' ', what, h('small', {}, where));
		this.waiting.replaceChildren(...(waiting.length ? waiting.map(entry) : [h('li', {}, 'Nothing.')]));
	}

	/** Only what is new is drawn: what one has opened to read stays open. */
	#drawLog({ entries, tally }) {
		if (entries.length && entries.at(-1).number < this.#latest) {
			this.#latest = 0;
			this.log.replaceChildren();
		}
		const fresh = entries.filter(({ number }) => number > this.#latest);
		this.#latest = entries.at(-1)?.number ?? this.#latest;
		this.log.prepend(...fresh.reverse().map((entry) => this.#logged(entry)));
		while (this.log.children.length > SHOWN) this.log.lastElementChild.remove();
		this.counts.log.textContent = (tally.requests ?? 0) + (tally.events ?? 0) || '';
	}

	#logged(entry) {
		const isRequest = entry.kind === 'request';
		const said = h('div', {});
		const open = async (event) => {
			if (!event.target.open || said.hasChildNodes()) return;
			const parts = await control('GET', `log/${entry.number}`).catch(() => ({}));
			const titles = { asked: 'Request', told: isRequest ? 'Answer' : 'Payload' };
			said.replaceChildren(
				...Object.entries(parts).flatMap(([part, text]) => [
					h('h4', {}, titles[part]),
					h('pre', { tabIndex: 0, role: 'region', 'aria-label': titles[part] }, text),
				]),
			);
			if (!said.hasChildNodes()) said.textContent = 'Nothing more was said, or it is too long ago.';
		};
		return h(
			'li',
			{ class: this.bots.includes(entry.who) ? null : 'persons' },
			h(
				'details',
				{ ontoggle: open },
				h(
					'summary',
					{},
					isRequest ? `${entry.method} ${entry.path} ` : `${entry.name} `,
					isRequest && h('strong', { class: entry.status < 400 ? null : 'refused' }, entry.status),
					h('small', {}, `${isRequest ? 'Request by' : 'Event to'} ${entry.who}, ${formatTime(new Date(entry.at), 'T')}`),
				),
				said,
			),
		);
	}

	#drawWrong({ count, violations }) {
		this.counts.wrong.textContent = count || '';
		const entry = (one) => h('li', {}, `${one.method} ${one.path}: ${one.detail || one.rule}`, h('small', {}, `${one.who}, ${one.code}`));
		this.wrong.replaceChildren(...(count ? violations.slice(-20).reverse().map(entry) : [h('li', {}, 'None.')]));
	}
}
