// Time travel: what time it is here, and going on from it. Every window follows, whichever of them set out.

import { h } from './dom.js';
import { formatTime, now, setAhead } from './time.js';
import { control, inWords } from './wire.js';

const MINUTE = 60,
	HOUR = 3600,
	DAY = 86400;
/** Milliseconds between looks at the clock, at rest and while it travels. */
const CALM = 2000,
	HURRY = 300;

/** `button` shows the time and opens `panel`; `onTravelled()` is called when time has jumped. */
export function startTravel(button, panel, onTravelled) {
	const where = h('p', { class: 'travel-now' });
	const status = h('p', { class: 'travel-status', role: 'status' });
	const error = h('p', { class: 'field-error', role: 'alert' });
	const date = h('input', { id: 'travel-date', type: 'datetime-local', required: true });
	const go = (label, to) => h('button', { type: 'button', class: 'button secondary', onclick: () => set(to()) }, label);
	const next = go('To the next delivery', () => 'next');
	const stop = h('button', { type: 'button', class: 'button danger', hidden: true, onclick: () => ask({ stop: true }) }, 'Stop here');
	const later = (seconds) => () => now() / 1000 + seconds;
	const ways = [next, go('An hour on', later(HOUR)), go('A day on', later(DAY)), go('A month on', aMonthOn)];
	const form = h(
		'form',
		{ class: 'travel-to', onsubmit: (event) => { event.preventDefault(); set(new Date(date.value).getTime() / 1000); } },
		h('label', { for: 'travel-date' }, 'Or to'),
		date,
		h('button', { type: 'submit', class: 'button secondary' }, 'Go there'),
	);
	panel.append(
		h('h2', {}, 'Time travel'),
		where,
		h('div', { class: 'travel-ways' }, ways),
		form,
		h('p', { class: 'travel-status' }, status, stop),
		error,
		h('p', { class: 'hint' }, 'What falls due on the way is really delivered. Until time has arrived, rate limits are lifted. It only goes forward: to be back in the present, start the sandbox again.'),
	);
	panel.addEventListener('toggle', ({ newState }) => {
		if (newState === 'open') date.value = localValue(new Date(now() + DAY * 1000));
	});

	let known = { ahead: 0, travelling: false };
	let timer = 0;
	const show = (clock) => {
		const jumped = Math.abs(clock.ahead - known.ahead) > MINUTE;
		const arrived = known.travelling && !clock.travelling;
		setAhead(clock.ahead);
		known = clock;
		const moment = new Date(now());
		button.replaceChildren(h('span', { class: 'visually-hidden' }, 'Time travel: '), formatTime(moment, 's'));
		where.replaceChildren('It is ', h('strong', {}, formatTime(moment, 'F')), ` here${beyond(clock.ahead)}.`);
		for (const control of [...ways, ...form.querySelectorAll('input, button')]) control.disabled = clock.travelling;
		next.disabled ||= !clock.companion;
		stop.hidden = !clock.travelling;
		if (clock.travelling) status.textContent = clock.to ? `On the way to ${formatTime(new Date(clock.to * 1000), 's')}…` : 'On the way to the next delivery…';
		else if (arrived) status.textContent = clock.said || `Arrived: ${formatTime(moment, 'F')}.`;
		if (!clock.travelling && (jumped || arrived)) onTravelled();
	};
	const look = async () => {
		clearTimeout(timer);
		// Without an answer the page says so elsewhere; the clock goes on by itself.
		await control('GET', 'clock').then(show, () => show(known));
		timer = setTimeout(look, known.travelling ? HURRY : CALM);
	};
	const ask = async (body) => {
		error.textContent = status.textContent = '';
		try {
			show(await control('POST', 'clock', body));
			look();
		} catch (trouble) {
			error.textContent = inWords(trouble);
		}
	};
	const set = (travel) => ask({ travel });
	look();
}

/** The same day and hour a month later, or the month's last day where it has no such day. */
function aMonthOn() {
	const moment = new Date(now());
	const day = moment.getDate();
	moment.setMonth(moment.getMonth() + 1);
	if (moment.getDate() !== day) moment.setDate(0);
	return moment.getTime() / 1000;
}

/** A moment as an input of type datetime-local wants it: in the viewer's zone, to the minute. */
const localValue = (date) => new Date(date - date.getTimezoneOffset() * MINUTE * 1000).toISOString().slice(0, 16);

function beyond(ahead) {
	// A journey of a day ends a moment before it is a day ahead.
	const reached = (length) => ahead + MINUTE >= length;
	const [unit, length] = reached(DAY) ? ['day', DAY] : reached(HOUR) ? ['hour', HOUR] : ['minute', MINUTE];
	if (ahead < MINUTE) return ', the present';
	return `, ${Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(ahead / length)} ahead of this computer`;
}
