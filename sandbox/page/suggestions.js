// What can be completed while writing a message: commands after "/", people after "@".

import { announce, h, plural, uniqueId } from './dom.js';
import { arrowTarget, showBeside } from './popup.js';

const MOST = 50;

/**
 * A list above `textarea`. `suggest(textBeforeCaret)` gives (a promise of) `{label, entries}` or null;
 * an entry is `{title, detail?, note?, choose()}`.
 */
export class Suggestions {
	#entries = [];
	#active = 0;
	#popup = null;
	#asked = 0;

	constructor(textarea, suggest) {
		this.textarea = textarea;
		this.suggest = suggest;
		this.list = h('div', {
			id: uniqueId('suggestions'),
			class: 'listbox suggestions',
			role: 'listbox',
			popover: 'manual',
			onpointerdown: (event) => event.preventDefault(),
		});
		textarea.setAttribute('aria-autocomplete', 'list');
		textarea.setAttribute('aria-controls', this.list.id);
		textarea.addEventListener('blur', () => this.close());
	}

	/** Look again at what has been typed. */
	async refresh() {
		const asked = ++this.#asked;
		const { value, selectionStart } = this.textarea;
		const found = await this.suggest(value.slice(0, selectionStart));
		if (asked !== this.#asked || document.activeElement !== this.textarea) return;
		if (!found) {
			this.close();
			return;
		}
		this.#entries = found.entries.slice(0, MOST);
		this.#active = 0;
		this.list.setAttribute('aria-label', found.label);
		this.#draw();
		announce(
			this.#entries.length ? plural(this.#entries.length, 'suggestion') : `${found.label}: nothing matches.`,
		);
	}

	#draw() {
		const items = this.#entries.map((entry, index) =>
			h(
				'div',
				{
					id: `${this.list.id}-${index}`,
					role: 'option',
					class: 'option',
					onclick: () => this.#choose(index),
				},
				h('span', { class: 'option-title' }, entry.title),
				entry.detail && h('small', {}, entry.detail),
				entry.note && h('small', { class: 'option-note' }, entry.note),
			),
		);
		const none = h(
			'div',
			{ role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', class: 'option none' },
			'Nothing matches.',
		);
		this.list.replaceChildren(...(items.length ? items : [none]));
		this.#popup ??= showBeside(this.textarea.closest('form'), this.list, { above: true, fit: true });
		this.#mark();
	}

	#mark() {
		[...this.list.children].forEach((item, index) => {
			item.classList.toggle('active', index === this.#active && this.#entries.length > 0);
			item.setAttribute('aria-selected', String(index === this.#active && this.#entries.length > 0));
		});
		if (!this.#entries.length) {
			this.textarea.removeAttribute('aria-activedescendant');
			return;
		}
		const active = this.list.children[this.#active];
		this.textarea.setAttribute('aria-activedescendant', active.id);
		active.scrollIntoView({ block: 'nearest' });
	}

	#choose(index) {
		const entry = this.#entries[index];
		this.close();
		entry.choose();
	}

	/** Arrow keys, Enter, Tab and Escape while the list is open; true when the key was for the list. */
	handleKey(event) {
		if (!this.#popup) return false;
		const target = arrowTarget(event.key, this.#active, this.#entries.length);
		if (target !== null) {
			this.#active = target;
			this.#mark();
		} else if (event.key === 'Escape') {
			this.close();
		} else if ((event.key === 'Enter' || event.key === 'Tab') && this.#entries.length) {
			this.#choose(this.#active);
		} else {
			return false;
		}
		event.preventDefault();
		return true;
	}

	close() {
		this.#asked += 1;
		this.#popup?.hide();
		this.#popup = null;
		this.textarea.removeAttribute('aria-activedescendant');
	}
}
