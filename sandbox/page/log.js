// The messages of one channel: history, what arrives live, scrolling, and moving about by keyboard.

import { announce, h } from './dom.js';
import { continues, messageItem, sentAt } from './message.js';
import { MessageFlag, holdsPosts, isEphemeral } from './store.js';
import { formatDay, sameDay } from './time.js';
import { inWords } from './wire.js';

const PAGE = 50;
const NEAR = 120;

/** Shows one channel at a time in `scroller`; `session` is the page's session. */
export class MessageLog {
  #complete = false;
  #loading = false;
  #atEnd = true;
  #lastTop = 0;

  constructor(session, scroller) {
    this.session = session;
    this.scroller = scroller;
    this.channel = null;
    this.notice = h('div', { class: 'log-notice' });
    this.list = h('ol', {
      class: 'messages',
      'aria-label': 'Messages',
      onkeydown: (event) => this.#move(event),
    });
    this.list.addEventListener('focusin', (event) => this.#focused(event.target.closest('article')));
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
    here('filled', ({ older }) => (older ? this.#prepend(older) : this.#redraw()));
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
      this.#sayBeginning();
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
    this.notice.replaceChildren(
      this.#complete
        ? beginning
        : h(
            'button',
            {
              type: 'button',
              class: 'text-button',
              onclick: () => this.#loadOlder(),
            },
            'Earlier messages',
          ),
    );
  }

  #offerAgain(error, before) {
    this.notice.replaceChildren(
      h('p', { role: 'alert' }, inWords(error)),
      h('button', { type: 'button', class: 'text-button', onclick: () => this.#load(before) }, 'Try again'),
    );
  }

  #loadOlder() {
    const oldest = this.session.store.messagesIn(this.channel.id).find((message) => !message.local);
    if (oldest) this.#load(oldest.id);
  }

  #redraw() {
    const messages = this.session.store.messagesIn(this.channel.id);
    this.list.replaceChildren(...this.#drawn(messages, messages.length));
    this.#setRoving(this.#articles().at(-1));
    if (this.#atEnd) this.toEnd();
  }

  /** Put `count` older messages before those shown, which stay where they are on the screen. */
  #prepend(count) {
    const { scroller } = this;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    const messages = this.session.store.messagesIn(this.channel.id);
    // What was the first message may now continue the one before it: it is drawn again.
    const first = this.#itemOf(messages[count].id);
    first.previousElementSibling?.remove();
    first.remove();
    this.list.prepend(...this.#drawn(messages, count + 1));
    scroller.scrollTop = scroller.scrollHeight - fromEnd;
  }

  /** The items of the first `count` messages. */
  #drawn(messages, count) {
    return messages.slice(0, count).flatMap((message, index) => this.#items(message, messages[index - 1]));
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
    const messages = this.session.store.messagesIn(this.channel.id);
    const index = messages.findIndex(({ id }) => id === message.id);
    if (index < messages.length - 1) {
      // Out of order (a slow one among notes of the page itself): rare enough to draw all again.
      this.#redraw();
    } else {
      this.list.append(...this.#items(message, messages[index - 1]));
      this.#setRoving(this.list.lastElementChild.querySelector('article'));
    }
    // What nobody else sees answers something this person did just now.
    const awaited = message.author.id === this.session.store.me.id || isEphemeral(message);
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
    if (roving) this.#setRoving(fresh.querySelector('article'));
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
    const article = next?.isConnected ? next.querySelector('article') : this.#articles().at(-1);
    // The message after it may have leant on this one for its author's name.
    if (next?.classList.contains('compact')) this.#redraw();
    else this.#setRoving(article);
    if (hadFocus) (this.#articles().at(-1) ?? this.scroller).focus();
  }

  /** Scroll to the newest message. */
  toEnd() {
    this.#atEnd = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#atEnd = true;
    // Only someone scrolling up leaves the end; the list growing below does not.
    else if (scrollTop < this.#lastTop) this.#atEnd = false;
    this.#lastTop = scrollTop;
    if (scrollTop < NEAR && !this.#complete && !this.#loading && this.list.children.length) this.#loadOlder();
  }

  #articles() {
    return [...this.list.querySelectorAll('article')];
  }

  /** One message at a time is in the tab order, with its own buttons. */
  #setRoving(article) {
    if (!article) return;
    for (const other of this.list.querySelectorAll('article[tabindex="0"]')) setTabStop(other, -1);
    setTabStop(article, 0);
  }

  #focused(article) {
    if (article && article.tabIndex !== 0) this.#setRoving(article);
  }

  #move(event) {
    if (!event.target.matches('article')) return;
    const articles = this.#articles();
    const at = articles.indexOf(event.target);
    const targets = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: articles.length - 1 };
    const target = articles[targets[event.key]];
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: 'nearest' });
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

function setTabStop(article, tabIndex) {
  article.tabIndex = tabIndex;
  for (const button of article.querySelectorAll('[data-roving]')) button.tabIndex = tabIndex;
}

/** After a message is drawn anew, the same button keeps the focus; if it is gone, the message has it. */
function restoreFocus(item, customId) {
  const same = customId && item.querySelector(`[data-custom-id="${CSS.escape(customId)}"]:not(:disabled)`);
  (same || item.querySelector('article')).focus();
}
