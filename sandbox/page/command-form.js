// A chosen command being filled in: its options as fields, sent or cancelled.

import { commandData } from './commands.js';
import { h } from './dom.js';
import { OptionType, optionField } from './option-fields.js';
import { inWords } from './wire.js';

/** Up to so many options are all shown; beyond that, the optional ones wait behind buttons. */
const ALL_SHOWN = 4;

/**
 * The form for one command entry. `typed` are values by option name, `current` the option whose typing goes on;
 * `onDone()` is called when the form should close.
 */
export class CommandForm {
	#fields = [];
	#files = [];

	constructor(session, channel, entry, { typed = {}, current, onDone }) {
		this.session = session;
		this.channel = channel;
		this.entry = entry;
		this.onDone = onDone;
		this.current = current;
		this.fieldset = h('div', { class: 'fields' });
		this.adders = h('div', { class: 'adders' });
		this.error = h('p', { class: 'field-error', role: 'alert' });
		this.submit = h('button', { type: 'submit', class: 'button primary' }, 'Send');
		this.element = h(
			'form',
			{
				class: 'command-form',
				'aria-label': `Command /${entry.path}`,
				novalidate: true,
				onsubmit: (event) => this.#send(event),
				onkeydown: (event) => this.#keys(event),
				oninput: (event) => this.#jumpToNamed(event.target),
			},
			h(
				'div',
				{ class: 'command-head' },
				h('strong', {}, `/${entry.path}`),
				h('span', {}, entry.description),
				h('button', { type: 'button', class: 'text-button', onclick: () => onDone() }, 'Cancel'),
			),
			this.fieldset,
			h('div', { class: 'command-foot' }, this.adders, this.submit),
			this.error,
		);
		for (const option of entry.options) {
			if (option.required || option.name in typed || entry.options.length <= ALL_SHOWN)
				this.#add(option, typed[option.name]);
			else this.#offer(option);
		}
	}

	#add(option, typed) {
		const context = {
			store: this.session.store,
			channel: this.channel,
			complete: (asked, text) => this.#complete(asked, text),
		};
		const field = optionField(option, context, typed);
		this.#fields.push(field);
		this.fieldset.append(field.element);
		return field;
	}

	#offer(option) {
		const button = h(
			'button',
			{
				type: 'button',
				class: 'adder',
				title: option.description,
				'aria-label': `Add option ${option.name}: ${option.description}`,
				onclick: () => {
					button.remove();
					this.#add(option).control.focus();
				},
			},
			`+ ${option.name}`,
		);
		button.dataset.option = option.name;
		this.adders.append(button);
	}

	/** Focus the field being typed in, else the first that still wants something, else the button. */
	focus() {
		const current = this.#fields.find((field) => field.option.name === this.current);
		const next = current ?? this.#fields.find((field) => !field.raw()) ?? this.#fields.at(-1);
		(next?.control ?? this.submit).focus();
	}

	#keys(event) {
		if (event.key !== 'Escape') return;
		event.preventDefault();
		this.onDone();
	}

	/** People type "query: who knows NVivo?" as they read it in a guide: the name chooses the field. */
	#jumpToNamed(input) {
		// The space after the colon belongs to how people write, not to what they ask.
		if (/^\s/.test(input.value)) input.value = input.value.trimStart();
		const [, name, rest] = /^([\w-]+):\s*(.*)$/s.exec(input.value ?? '') ?? [];
		const option = this.entry.options.find((candidate) => candidate.name === name);
		if (!option) return;
		const field = this.#fields.find((candidate) => candidate.option === option) ?? this.#add(option);
		this.adders.querySelector(`[data-option="${CSS.escape(name)}"]`)?.remove();
		input.value = '';
		field.control.value = rest;
		field.control.focus();
	}

	/** Every option that reads well, as the wire wants it; errors are shown unless `quiet`. */
	#read({ quiet = false, focused = null } = {}) {
		const filled = [];
		let firstWrong = null;
		this.#files = [];
		for (const field of this.#fields) {
			const { option } = field;
			if (option === focused?.option) {
				filled.push({ type: option.type, name: option.name, value: focused.text, focused: true });
				continue;
			}
			const { value, file, error } = field.read();
			if (!quiet) field.say(error);
			if (error) firstWrong ??= field;
			else if (file)
				filled.push({ type: option.type, name: option.name, value: String(this.#files.push(file) - 1) });
			else if (value !== undefined) filled.push({ type: option.type, name: option.name, value });
		}
		return { filled, firstWrong };
	}

	async #complete(option, text) {
		const { filled } = this.#read({ quiet: true, focused: { option, text } });
		const values = filled.filter(({ type }) => type !== OptionType.ATTACHMENT);
		return this.session.interactions.autocomplete(this.channel, this.entry, commandData(this.entry, values));
	}

	async #send(event) {
		event.preventDefault();
		if (this.submit.getAttribute('aria-busy') === 'true') return;
		const { filled, firstWrong } = this.#read();
		if (firstWrong) {
			firstWrong.control.focus();
			return;
		}
		const attachments = this.#files.map((file, index) => ({ id: String(index), filename: file.name }));
		this.error.textContent = '';
		this.submit.setAttribute('aria-busy', 'true');
		try {
			const data = commandData(this.entry, filled, attachments);
			await this.session.interactions.command(this.channel, this.entry, data, this.#files);
			this.onDone();
		} catch (error) {
			this.error.textContent = inWords(error);
		} finally {
			this.submit.removeAttribute('aria-busy');
		}
	}
}
