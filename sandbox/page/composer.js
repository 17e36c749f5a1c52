// Where one writes: plain messages and answers, or, after "/", a command.

import { CommandForm } from './command-form.js';
import { CommandType, filterCommands, parseTyped } from './commands.js';
import { announce, h } from './dom.js';
import { matching, people } from './entities.js';
import { Suggestions } from './suggestions.js';
import { isThread } from './store.js';
import { nonce } from './time.js';
import { inWords } from './wire.js';

const LONGEST = 2000;

export class Composer {
	#drafts = new Map();
	#replyTo = null;
	#editing = null;
	#form = null;

	constructor(session, holder) {
		this.session = session;
		this.holder = holder;
		this.channel = null;
		this.note = h('div', { class: 'composer-note' });
		this.error = h('p', { class: 'field-error', role: 'alert' });
		this.textarea = h('textarea', {
			id: 'message-box',
			rows: 1,
			maxlength: LONGEST * 2,
			oninput: () => this.#typed(),
			onkeydown: (event) => this.#keys(event),
		});
		this.suggestions = new Suggestions(this.textarea, (text) => this.#suggest(text));
		this.files = h('input', {
			type: 'file',
			multiple: true,
			class: 'visually-hidden',
			'aria-label': 'Attach files',
			onchange: () => this.#showNote(),
		});
		this.attach = h('label', { class: 'attach', title: 'Attach files' }, this.files, h('span', { 'aria-hidden': 'true' }, '+'));
		this.sendButton = h('button', { type: 'submit', class: 'button primary send' }, 'Send');
		this.writing = h(
			'form',
			{ class: 'writing', onsubmit: (event) => this.#send(event) },
			this.note,
			h('div', { class: 'writing-line' }, this.textarea, this.attach, this.sendButton),
			this.error,
			this.suggestions.list,
		);
		holder.replaceChildren(this.writing);
	}

	/** Write in another channel; what was typed here waits for one's return. */
	show(channel) {
		if (this.channel?.id === channel.id) {
			this.#allow();
			return;
		}
		if (this.channel) this.#drafts.set(this.channel.id, this.#editing ? '' : this.textarea.value);
		this.channel = channel;
		this.#close();
		this.#about(null, null);
		this.files.value = '';
		this.#showNote();
		this.error.textContent = '';
		this.textarea.value = this.#drafts.get(channel.id) ?? '';
		this.#grow();
		this.#allow();
	}

	#allow() {
		const { store } = this.session;
		const maySend = store.can(
			this.channel,
			isThread(this.channel) ? 'SEND_MESSAGES_IN_THREADS' : 'SEND_MESSAGES',
		);
		const mayCommand = store.can(this.channel, 'USE_APPLICATION_COMMANDS');
		const name = this.channel.guild_id ? `#${this.channel.name}` : store.channelName(this.channel);
		const prompt = maySend
			? `Message ${name}`
			: mayCommand
				? 'Type / for commands'
				: 'You may not write here';
		this.textarea.setAttribute('aria-label', prompt);
		this.textarea.placeholder = maySend && mayCommand ? `${prompt}, or / for commands` : prompt;
		this.textarea.disabled = this.sendButton.disabled = !maySend && !mayCommand;
		this.attach.hidden = !maySend || !store.can(this.channel, 'ATTACH_FILES');
	}

	focus() {
		if (this.#form) this.#form.focus();
		else this.textarea.focus();
	}

	/** Answer a message. */
	setReply(message) {
		this.#about(message, null);
		this.focus();
	}

	/** Change a message of one's own. */
	edit(message) {
		this.#about(null, message);
		this.textarea.value = message.content;
		this.#grow();
		this.focus();
	}

	#about(replyTo, editing) {
		if (this.#editing) this.textarea.value = '';
		this.#replyTo = replyTo;
		this.#editing = editing;
		this.#showNote();
	}

	/** What goes along with the text: whom it answers, what it replaces, which files. */
	#showNote() {
		const { store } = this.session;
		const undo = (label, action) =>
			h(
				'button',
				{
					type: 'button',
					class: 'text-button',
					onclick: () => {
						action();
						this.#grow();
						this.focus();
					},
				},
				label,
			);
		const names = [...this.files.files].map(({ name }) => name).join(', ');
		const nothing = () => this.#about(null, null);
		const without = () => {
			this.files.value = '';
			this.#showNote();
		};
		const said = [
			this.#replyTo && [
				`Answering ${store.nameOf(this.#replyTo.author, this.channel.guild_id)}`,
				undo('Do not answer', nothing),
			],
			this.#editing && ['Editing your message', undo('Leave it as it was', nothing)],
			names && [`With ${names}`, undo('Without', without)],
		];
		this.note.replaceChildren(...said.filter(Boolean).flat());
	}

	/** Open a command by its path, as pressing its mention does. */
	async useCommand(path) {
		const entries = await this.#slashCommands();
		const entry = entries.find((candidate) => candidate.path === path);
		if (entry) this.#open(entry);
		else this.error.textContent = `The command /${path} is not available here.`;
	}

	#slashCommands() {
		return this.session.commands.ofType(CommandType.SLASH, this.channel.guild_id);
	}

	async #suggest(text) {
		const mention = /(?:^|\s)@([\p{L}\p{N}'. -]{0,30})$/u.exec(text);
		if (mention) return this.#suggestPeople(mention[1]);
		if (!text.startsWith('/') || text.includes('\n')) return null;
		let entries;
		try {
			entries = await this.#slashCommands();
		} catch (error) {
			this.error.textContent = inWords(error);
			return null;
		}
		const typed = parseTyped(this.textarea.value, entries);
		if (typed) {
			this.#open(typed.entry, typed);
			return null;
		}
		const several = new Set(entries.map((entry) => entry.application_id)).size > 1;
		return {
			label: 'Commands',
			entries: filterCommands(entries, text.slice(1)).map((entry) => ({
				title: `/${entry.path}`,
				detail: entry.description,
				note: several ? entry.application?.name : null,
				choose: () => this.#open(entry),
			})),
		};
	}

	#suggestPeople(typed) {
		const found = matching(people(this.session.store, this.channel), typed);
		// Text after an @ that names nobody is just text.
		return found.length
			? {
					label: 'People',
					entries: found.slice(0, 10).map(({ value, label, description }) => ({
						title: label,
						detail: description,
						choose: () => this.#mention(value, typed.length + 1),
					})),
				}
			: null;
	}

	#mention(id, length) {
		const caret = this.textarea.selectionStart;
		this.textarea.setRangeText(`<@${id}> `, caret - length, caret, 'end');
		this.#typed();
	}

	#typed() {
		this.error.textContent = '';
		this.#grow();
		this.suggestions.refresh();
	}

	#grow() {
		this.textarea.style.height = 'auto';
		this.textarea.style.height = `${Math.min(this.textarea.scrollHeight, 240)}px`;
	}

	#keys(event) {
		if (event.isComposing || this.suggestions.handleKey(event)) return;
		if (event.key === 'Enter' && !event.shiftKey) {
			event.preventDefault();
			this.writing.requestSubmit();
		} else if (event.key === 'Escape' && (this.#replyTo || this.#editing)) {
			this.#about(null, null);
			this.#grow();
		}
	}

	#open(entry, { values, current } = {}) {
		this.suggestions.close();
		this.textarea.value = '';
		this.error.textContent = '';
		this.#grow();
		this.#form = new CommandForm(this.session, this.channel, entry, {
			typed: values,
			current,
			onDone: () => this.#finish(),
		});
		this.holder.replaceChildren(this.#form.element);
		announce(`Command /${entry.path}. ${entry.description}`);
		this.#form.focus();
	}

	#close() {
		this.#form = null;
		this.holder.replaceChildren(this.writing);
	}

	#finish() {
		this.#close();
		this.textarea.focus();
	}

	async #send(event) {
		event.preventDefault();
		const content = this.textarea.value.trim();
		const files = [...this.files.files];
		if ((!content && !files.length) || this.textarea.readOnly) return;
		if (content.length > LONGEST) {
			this.error.textContent = `Your message is too long: ${content.length} characters of at most ${LONGEST}.`;
			return;
		}
		if (content.startsWith('/') && !this.#editing && !content.includes('\n') && (await this.#sentAsCommand(content))) return;
		// Kept in the box until the sandbox has it: a lost connection loses nothing.
		this.textarea.readOnly = true;
		this.error.textContent = '';
		try {
			const reference = this.#replyTo ? { message_reference: { message_id: this.#replyTo.id } } : {};
			const { api } = this.session;
			if (this.#editing) await api.editMessage(this.channel.id, this.#editing.id, { content });
			else await api.sendMessage(this.channel.id, { content, nonce: nonce(), ...reference }, files);
			this.textarea.value = this.files.value = '';
			this.#about(null, null);
			this.#grow();
		} catch (error) {
			this.error.textContent = inWords(error);
		} finally {
			this.textarea.readOnly = false;
		}
	}

	/** "/who" written out and sent opens the command; text that is no command stays a message. */
	async #sentAsCommand(content) {
		const entries = await this.#slashCommands().catch(() => []);
		const typed = parseTyped(`${content} `, entries);
		if (typed) this.#open(typed.entry, typed);
		return Boolean(typed);
	}
}
