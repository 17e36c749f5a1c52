// One field for everything that is chosen from a list: selects in messages and modals, a command's
// choices, people, roles and channels, and autocomplete. It is ARIA's editable combobox with a listbox.

import { announce, h, plural, uniqueId } from './dom.js';
import { arrowTarget, showBeside } from './popup.js';

/**
 * Options: `search(text)` gives (a promise of) `[{value, label, description?, emoji?}]`; `initial` entries of that kind;
 * `max` above 1 lets several be chosen; `free` takes typed text as it stands (autocomplete);
 * `delay` waits so many milliseconds after the last key before searching; `onCommit(values)` is called
 * when a choice is complete. `labelledBy`, `describedBy`: ids.
 */
export class Picker {
	#chosen;
	#shown = [];
	#active = -1;
	#popup = null;
	#asked = 0;
	#timer = 0;
	#committed;

	constructor(options) {
		this.options = { max: 1, free: false, delay: 0, initial: [], ...options };
		this.#chosen = [...this.options.initial];
		this.#committed = this.#key();
		this.listId = uniqueId('list');
		this.input = this.#makeInput();
		this.list = h('div', {
			id: this.listId,
			class: 'listbox',
			role: 'listbox',
			popover: 'manual',
			'aria-label': this.options.label,
			'aria-labelledby': this.options.labelledBy,
			'aria-multiselectable': this.several ? 'true' : null,
			// A press in the list must not take focus from the input, or the list would close under it.
			onpointerdown: (event) => event.preventDefault(),
		});
		this.tags = h('ul', { class: 'picked' });
		this.element = h('div', { class: 'picker' }, this.several && this.tags, this.input, this.list);
		this.#showChosen();
	}

	get several() {
		return this.options.max > 1;
	}

	/** What is chosen now, as `{value, label}` entries. */
	get chosen() {
		const text = this.input.value.trim();
		if (this.options.free && text && this.#chosen[0]?.label !== text) return [{ value: text, label: text }];
		return this.#chosen;
	}

	/** Text that was typed but matches nothing chosen. */
	get loose() {
		const shown = this.several ? '' : (this.#chosen[0]?.label ?? '');
		return this.options.free || this.input.value === shown ? '' : this.input.value;
	}

	#key() {
		return JSON.stringify(this.#chosen.map(({ value }) => value));
	}

	#makeInput() {
		const { label, labelledBy, describedBy, placeholder, disabled, required, id } = this.options;
		return h('input', {
			id,
			type: 'text',
			role: 'combobox',
			autocomplete: 'off',
			disabled,
			'aria-label': label,
			'aria-labelledby': labelledBy,
			'aria-describedby': describedBy,
			'aria-expanded': 'false',
			'aria-controls': this.listId,
			'aria-autocomplete': 'list',
			'aria-required': required ? 'true' : null,
			placeholder,
			onclick: () => this.open(),
			oninput: () => this.open(this.input.value),
			onkeydown: (event) => this.#press(event),
			onblur: () => this.close(),
		});
	}

	/** Show the list, filtered by what was typed (everything when nothing was typed since the last choice). */
	open(text = this.options.free ? this.input.value : '') {
		if (this.input.disabled) return;
		clearTimeout(this.#timer);
		const wait = this.#popup ? this.options.delay : 0;
		this.#timer = setTimeout(() => this.#search(text), wait);
	}

	async #search(text) {
		const asked = ++this.#asked;
		let found;
		// Where any text will do, having nothing to suggest is no trouble worth a list.
		let trouble = this.options.free ? null : 'Nothing matches.';
		try {
			found = await this.options.search(text);
		} catch {
			found = [];
			trouble = 'Loading options failed.';
		}
		// A slower answer to something typed earlier must not replace a later one.
		if (asked !== this.#asked || document.activeElement !== this.input) return;
		if (!found.length && !trouble) {
			this.close();
			return;
		}
		this.#shown = found.slice(0, 50);
		this.#active = this.options.free ? -1 : this.#shown.findIndex((entry) => this.#has(entry));
		if (this.#active < 0 && !this.options.free && this.#shown.length) this.#active = 0;
		this.#draw(trouble);
		if (!this.#popup) {
			this.#popup = showBeside(this.input, this.list, { fit: true });
			this.input.setAttribute('aria-expanded', 'true');
		}
		announce(this.#shown.length ? plural(this.#shown.length, 'option') : trouble);
	}

	#draw(trouble) {
		const entries = this.#shown.map((entry, index) =>
			h(
				'div',
				{
					id: `${this.listId}-${index}`,
					role: 'option',
					class: 'option',
					'aria-selected': String(this.#has(entry)),
					onclick: () => this.#toggle(entry),
				},
				entry.emoji && `${entry.emoji} `,
				h('span', {}, entry.label),
				entry.description && h('small', {}, entry.description),
			),
		);
		// ARIA wants a listbox to hold options alone, so even the note that there are none is one.
		const none = h(
			'div',
			{ role: 'option', class: 'option none', 'aria-disabled': 'true', 'aria-selected': 'false' },
			trouble,
		);
		this.list.replaceChildren(...(entries.length ? entries : [none]));
		this.#mark();
	}

	#mark() {
		[...this.list.children].forEach((item, index) => item.classList.toggle('active', index === this.#active));
		const active = this.#active >= 0 && this.#shown.length ? this.list.children[this.#active] : null;
		if (active) this.input.setAttribute('aria-activedescendant', active.id);
		else this.input.removeAttribute('aria-activedescendant');
		active?.scrollIntoView({ block: 'nearest' });
	}

	#has(entry) {
		return this.#chosen.some(({ value }) => value === entry.value);
	}

	#press(event) {
		const open = Boolean(this.#popup);
		const target = arrowTarget(event.key, this.#active, this.#shown.length);
		if (target !== null && open) {
			this.#active = target;
			this.#mark();
		} else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			this.open();
		} else if (event.key === 'Escape' && open) {
			// Only the list closes: Escape must not also close the dialog or form around it.
			event.stopPropagation();
			this.close();
		} else if (
			(event.key === 'Enter' || event.key === 'Tab') &&
			open &&
			this.#active >= 0 &&
			this.#shown.length
		) {
			this.#toggle(this.#shown[this.#active]);
			if (event.key === 'Tab') return;
		} else if (event.key === 'Backspace' && this.several && !this.input.value && this.#chosen.length) {
			this.#remove(this.#chosen.at(-1));
		} else {
			return;
		}
		event.preventDefault();
	}

	#toggle(entry) {
		if (!this.several) {
			this.#chosen = [entry];
			this.#showChosen();
			this.close();
			this.input.select();
			return;
		}
		if (this.#has(entry)) this.#remove(entry);
		else if (this.#chosen.length < this.options.max) this.#chosen.push(entry);
		else announce(`At most ${this.options.max} can be chosen.`);
		this.#showChosen();
		this.#draw('');
		this.#popup.place();
	}

	#remove(entry) {
		this.#chosen = this.#chosen.filter(({ value }) => value !== entry.value);
		this.#showChosen();
		if (!this.#popup) this.#commit();
	}

	#showChosen() {
		if (!this.several) {
			this.input.value = this.#chosen[0]?.label ?? '';
			return;
		}
		this.input.value = '';
		this.tags.replaceChildren(
			...this.#chosen.map((entry) =>
				h(
					'li',
					{},
					entry.label,
					h(
						'button',
						{
							type: 'button',
							'aria-label': `Remove ${entry.label}`,
							disabled: this.input.disabled,
							onclick: () => this.#remove(entry),
						},
						'×',
					),
				),
			),
		);
	}

	/** Hide the list; a choice that changed since the last time is committed. */
	close() {
		clearTimeout(this.#timer);
		this.#asked += 1;
		if (!this.#popup) return;
		this.#popup.hide();
		this.#popup = null;
		this.#active = -1;
		this.#shown = [];
		this.input.setAttribute('aria-expanded', 'false');
		this.input.removeAttribute('aria-activedescendant');
		// An emptied field means "none of them"; half-typed text is put back to what is chosen.
		if (!this.several && !this.options.free && !this.input.value) this.#chosen = [];
		this.#commit();
	}

	#commit() {
		if (this.#key() === this.#committed) return;
		this.#committed = this.#key();
		this.options.onCommit?.(this.#chosen.map(({ value }) => value));
	}
}
