// The messages of one channel: history, what arrives live, scrolling, and moving about by keyboard.

import { announce, h } from './dom.js';
import { continues, messageItem, sentAt } from './message.js';
import { Roving } from './roving.js';
import { MessageFlag, holdsPosts, isEphemeral } from './store.js';
import { formatDay, sameDay } from './time.js';
import { inWords } from './wire.js';

const PAGE = 50;
const NEAR = 120;
/** Messages drawn in one frame: more would hold up scrolling. */
const SLICE = 8;
/** Messages drawn at most: those far out of sight are taken away, and drawn again on the way back to them. */
const MOST = 150;
const nextFrame = () => new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));

/** Shows one channel at a time in `scroller`; `session` is the page's session. */
export class MessageLog {
	#complete = false;
	#loading = false;
	#drawing = false;
	#atEnd = true;
	#lastTop = 0;

	constructor(session, scroller) {
		this.session = session;
		this.scroller = scroller;
		this.channel = null;
		this.notice = h('div', { class: 'log-notice' });
		this.list = h('ol', { class: 'messages', 'aria-label': 'Messages' });
		this.roving = new Roving(this.list);
		// Headings people write in messages hang below this one.
		const heading = h('h2', { class: 'visually-hidden' }, 'Messages');
		scroller.replaceChildren(heading, this.notice, this.list);
		scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
		// Messages have an estimated height until they are drawn, pictures arrive late, the composer grows: the end moves.
		const resized = new ResizeObserver(() => {
			if (this.#atEnd) this.toEnd();
		});
		resized.observe(this.list);
		resized.observe(scroller);
		const { store } = session;
		store.addEventListener('channels', () => {
			if (this.channel && holdsPosts(this.channel)) this.#listPosts();
		});
		const here = (name, react) =>
			store.addEventListener(name, ({ detail }) => {
				if (detail.channelId === this.channel?.id) react(detail);
			});
		here('filled', ({ older }) => !older && this.#redraw());
		here('message', ({ message }) => this.#arrived(message));
		here('changed', ({ message }) => this.#changed(message));
		here('removed', ({ message }) => this.#removed(message));
	}

	/** Show a channel, its newest messages fetched again. */
	async show(channel) {
		const another = channel.id !== this.channel?.id;
		this.channel = channel;
		this.#complete = false;
		if (another) {
			this.list.replaceChildren();
			this.#atEnd = true;
		}
		if (holdsPosts(channel)) this.#listPosts();
		else await this.#load();
	}

	#listPosts() {
		const posts = this.session.store.threadsOf(this.channel);
		const link = (post) => h('li', {}, h('a', { href: this.session.addressOf(post.id) }, post.name));
		this.notice.replaceChildren(
			posts.length ? h('ul', { class: 'posts' }, posts.map(link)) : 'No posts yet.',
		);
	}

	async #load(before) {
		const { channel } = this;
		if (this.#loading === channel.id) return;
		this.#loading = channel.id;
		this.notice.textContent = 'Loading messages…';
		try {
			const page = await this.session.api.history(channel.id, before);
			if (channel.id !== this.channel.id) return;
			this.#complete = page.length < PAGE;
			this.session.store.fill(channel.id, page, { older: Boolean(before) });
			// Not waited for: drawing goes on after this has ended, and may ask for more.
			if (before) this.#draw(() => this.#prepend());
			else this.#sayBeginning();
		} catch (error) {
			if (channel.id === this.channel.id) this.#offerAgain(error, before);
		} finally {
			if (this.#loading === channel.id) this.#loading = false;
		}
	}

	#sayBeginning() {
		const name = this.session.store.channelName(this.channel);
		const beginning = this.channel.guild_id
			? `This is the beginning of #${name}.`
			: `This is the beginning of your messages with ${name}.`;
		const earlier = () =>
			h('button', { type: 'button', class: 'text-button', onclick: () => this.#earlier() }, 'Earlier messages');
		this.notice.replaceChildren(this.#complete && this.#above() <= 0 ? beginning : earlier());
	}

	#offerAgain(error, before) {
		this.notice.replaceChildren(
			h('p', { role: 'alert' }, inWords(error)),
			h('button', { type: 'button', class: 'text-button', onclick: () => this.#load(before) }, 'Try again'),
		);
	}

	get #messages() {
		return this.session.store.messagesIn(this.channel.id);
	}

	/** How many of the messages known stand above the first that is drawn, and below the last. */
	#above() {
		const first = this.list.querySelector(':scope > .message')?.dataset.id;
		return this.#messages.findIndex(({ id }) => id === first);
	}

	#below() {
		const last = this.list.lastElementChild?.dataset.id;
		const messages = this.#messages;
		return messages.length - 1 - messages.findLastIndex(({ id }) => id === last);
	}

	/** Show the messages before those drawn, fetched if need be. */
	#earlier() {
		if (this.#above() > 0) {
			this.#draw(() => this.#prepend());
			return;
		}
		const oldest = this.#messages.find((message) => !message.local);
		if (oldest && !this.#complete) this.#load(oldest.id);
	}

	/** Draw again what is shown: "yesterday" depends on the day. */
	refresh() {
		if (this.channel && !holdsPosts(this.channel)) this.#redraw();
	}

	/** Draw the newest. */
	#redraw() {
		const messages = this.#messages;
		this.list.replaceChildren(...this.#drawn(Math.max(0, messages.length - PAGE), messages.length));
		this.roving.set(this.roving.articles.at(-1));
		if (this.#atEnd) this.toEnd();
	}

	/** Draw slices, one in each frame, while `slice()` says that it drew one and the channel stays the same. */
	async #draw(slice) {
		if (this.#drawing) return;
		this.#drawing = true;
		const { channel } = this;
		let more = true;
		for (let count = 0; more && count < PAGE && channel.id === this.channel.id; count += SLICE) {
			more = slice();
			await nextFrame();
		}
		this.#drawing = false;
		if (channel.id !== this.channel.id) return;
		this.#sayBeginning();
		// Whoever scrolled on meanwhile wants more.
		this.#scrolled();
	}

	/** Put a few messages before those drawn, which stay where they are on the screen. */
	#prepend() {
		const { scroller } = this;
		const above = this.#above();
		if (above <= 0) return false;
		const fromEnd = scroller.scrollHeight - scroller.scrollTop;
		// What was the first message may now continue the one before it: it is drawn again.
		const first = this.list.querySelector(':scope > .message');
		const wasStop = first.querySelector('article').tabIndex === 0;
		first.previousElementSibling?.remove();
		first.remove();
		this.list.prepend(...this.#drawn(Math.max(0, above - SLICE), above + 1));
		scroller.scrollTop = scroller.scrollHeight - fromEnd;
		const articles = this.roving.articles;
		for (const article of articles.slice(MOST)) article.parentElement.remove();
		while (this.list.lastElementChild.matches('.day')) this.list.lastElementChild.remove();
		if (wasStop || articles.length > MOST) this.roving.set(articles[0]);
		return above > SLICE;
	}

	/** Put a few messages after those drawn. */
	#append() {
		const { scroller } = this;
		const below = this.#below();
		if (below <= 0) return false;
		const { length } = this.#messages;
		this.list.append(...this.#drawn(length - below, Math.min(length, length - below + SLICE)));
		const fromEnd = scroller.scrollHeight - scroller.scrollTop;
		const articles = this.roving.articles;
		for (const article of articles.slice(0, -MOST)) article.parentElement.remove();
		while (this.list.querySelector(':scope > .day + .day')) this.list.querySelector(':scope > .day').remove();
		scroller.scrollTop = scroller.scrollHeight - fromEnd;
		if (articles.length > MOST) this.roving.set(articles.at(-1));
		return below > SLICE;
	}

	/** The items of some of the messages. */
	#drawn(from, to) {
		const messages = this.#messages;
		return messages
			.slice(from, to)
			.flatMap((message, index) => this.#items(message, messages[from + index - 1]));
	}

	/** A message's list item, with the day before it where a new one begins. */
	#items(message, before) {
		const date = sentAt(message);
		const newDay = !before || !sameDay(date, sentAt(before));
		const item = messageItem(message, this.session, this.channel, !newDay && continues(message, before));
		return newDay ? [h('li', { class: 'day' }, h('span', {}, formatDay(date))), item] : [item];
	}

	#itemOf(id) {
		return this.list.querySelector(`:scope > [data-id="${CSS.escape(id)}"]`);
	}

	#arrived(message) {
		const messages = this.#messages;
		const index = messages.findIndex(({ id }) => id === message.id);
		// What nobody else sees answers something this person did just now.
		const awaited = message.author.id === this.session.store.me.id || isEphemeral(message);
		if (index === messages.length - 1 && this.#below() === 1) {
			this.list.append(...this.#items(message, messages[index - 1]));
			this.roving.set(this.list.lastElementChild.querySelector('article'));
		} else if (awaited || this.#atEnd) {
			// Out of order (a slow one among notes of the page itself), or far below what is drawn: rare enough to draw anew.
			this.#redraw();
		}
		if (this.#atEnd || awaited) this.toEnd();
		this.#tell(message);
	}

	#tell(message) {
		const mine = message.author.id === this.session.store.me.id;
		if (mine && message.local?.state !== 'failed') return;
		const item = this.#itemOf(message.id);
		const text = item && spoken(item.querySelector('.content')).slice(0, 400);
		if (text)
			announce(
				message.local ? text : `${this.session.store.nameOf(message.author, this.channel.guild_id)}: ${text}`,
			);
	}

	#changed(message) {
		const item = this.#itemOf(message.id);
		if (!item) return;
		const wasThinking = item.querySelector('.thinking');
		const fresh = messageItem(message, this.session, this.channel, item.classList.contains('compact'));
		const focused = item.contains(document.activeElement) ? document.activeElement : null;
		const roving = item.querySelector('article').tabIndex === 0;
		item.replaceWith(fresh);
		if (roving) this.roving.set(fresh.querySelector('article'));
		if (focused) restoreFocus(fresh, focused.dataset.customId);
		if (this.#atEnd) this.toEnd();
		const thinking = (message.flags ?? 0) & MessageFlag.LOADING;
		if ((wasThinking && !thinking) || message.local?.state === 'failed') this.#tell(message);
	}

	#removed(message) {
		const item = this.#itemOf(message.id);
		if (!item) return;
		const next = item.nextElementSibling ?? item.previousElementSibling;
		const hadFocus = item.contains(document.activeElement);
		const newDay = item.previousElementSibling?.classList.contains('day')
			? item.previousElementSibling
			: null;
		if (newDay && (!item.nextElementSibling || item.nextElementSibling.classList.contains('day')))
			newDay.remove();
		item.remove();
		const article = next?.isConnected ? next.querySelector('article') : this.roving.articles.at(-1);
		// The message after it may have leant on this one for its author's name.
		if (next?.classList.contains('compact')) this.#redraw();
		else this.roving.set(article);
		if (hadFocus) (this.roving.articles.at(-1) ?? this.scroller).focus();
	}

	/** Scroll to the newest message. */
	toEnd() {
		this.#atEnd = true;
		this.scroller.scrollTop = this.scroller.scrollHeight;
	}

	#scrolled() {
		const { scrollTop, scrollHeight, clientHeight } = this.scroller;
		const nearEnd = scrollHeight - scrollTop - clientHeight < NEAR;
		const below = nearEnd && this.#below() > 0;
		if (below) this.#draw(() => this.#append());
		if (nearEnd && !below) this.#atEnd = true;
		// Only someone scrolling up leaves the end; the list growing below does not.
		else if (scrollTop < this.#lastTop) this.#atEnd = false;
		this.#lastTop = scrollTop;
		if (scrollTop < NEAR && !this.#loading && !this.#drawing && this.list.children.length) this.#earlier();
	}
}

/** What a message says, without its author's line and what a spoiler hides. (innerText is empty for what is not drawn.) */
function spoken(content) {
	const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
	let said = '';
	let block = null;
	while (texts.nextNode()) {
		const { parentElement, data } = texts.currentNode;
		if (parentElement.closest('header, [hidden]')) continue;
		const itsBlock = parentElement.closest('p, li, dt, dd, button, code, h3, article');
		said += itsBlock === block ? data : ` ${data}`;
		block = itsBlock;
	}
	return said.replace(/\s+/g, ' ').trim();
}

/** After a message is drawn anew, the same button keeps the focus; if it is gone, the message has it. */
function restoreFocus(item, customId) {
	const same = customId && item.querySelector(`[data-custom-id="${CSS.escape(customId)}"]:not(:disabled)`);
	(same || item.querySelector('article')).focus();
}
