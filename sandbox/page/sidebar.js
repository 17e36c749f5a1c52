// The way around: servers' channels with their threads, direct messages, and who one is.

import { avatar, h } from './dom.js';
import { ChannelType, isThread } from './store.js';

const MARKS = {
	[ChannelType.VOICE]: '♪',
	[ChannelType.STAGE]: '♪',
	[ChannelType.FORUM]: '≡',
	[ChannelType.MEDIA]: '≡',
	5: '!',
};
const KINDS = {
	[ChannelType.VOICE]: 'voice channel',
	[ChannelType.STAGE]: 'stage',
	[ChannelType.FORUM]: 'forum',
	[ChannelType.MEDIA]: 'media channel',
	5: 'announcements',
	10: 'thread',
	11: 'thread',
	12: 'private thread',
};

/** Keeps `holder` (the page's nav) in step with the store. */
export class Sidebar {
	#pending = false;

	constructor(session, holder) {
		this.session = session;
		this.holder = holder;
		for (const name of ['ready', 'channels', 'members', 'unread'])
			session.store.addEventListener(name, () => this.refresh());
	}

	/** Draw again, once for however many changes come at once. */
	refresh() {
		if (this.#pending) return;
		this.#pending = true;
		queueMicrotask(() => {
			this.#pending = false;
			this.#draw();
		});
	}

	#draw() {
		const { store } = this.session;
		const focused = this.holder.contains(document.activeElement)
			? document.activeElement.getAttribute('href')
			: null;
		this.holder.replaceChildren(
			...[...store.guilds.values()].map((guild) => this.#section(guild.name, this.#channelsOf(guild))),
			this.#section(
				'Direct messages',
				store.directChannels().map((channel) => this.#entry(channel)),
			),
		);
		if (focused) this.holder.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
	}

	#section(title, entries) {
		const none = h('li', { class: 'none' }, 'None yet.');
		return h('section', {}, h('h2', {}, title), h('ul', {}, entries.length ? entries : none));
	}

	/** Channels under their categories, threads under their channels. */
	#channelsOf(guild) {
		const { store } = this.session;
		const visible = store.visibleChannels(guild.id);
		const threads = (parent) => store.threadsOf(parent).filter((thread) => !thread.thread_metadata?.archived);
		const entries = (parentId) =>
			visible
				.filter((channel) => !isThread(channel) && (channel.parent_id ?? null) === parentId)
				.map((channel) => this.#entry(channel, threads(channel)));
		const categories = [...store.channels.values()]
			.filter((channel) => channel.guild_id === guild.id && channel.type === ChannelType.CATEGORY)
			.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
		return [
			...entries(null),
			...categories
				.map((category) => [category, entries(category.id)])
				.filter(([, inside]) => inside.length)
				.map(([category, inside]) => h('li', {}, h('h3', {}, category.name), h('ul', {}, inside))),
		];
	}

	#entry(channel, threads = []) {
		const { store } = this.session;
		const name = store.channelName(channel);
		const unread = store.unread.has(channel.id);
		const kind = KINDS[channel.type];
		const current = channel.id === this.session.channel?.id;
		const other = channel.guild_id ? null : (channel.recipients ?? []).find(({ id }) => id !== store.me.id);
		return h(
			'li',
			{},
			h(
				'a',
				{
					href: this.session.addressOf(channel.id),
					class: unread ? 'unread' : null,
					'aria-current': current ? 'page' : null,
				},
				other
					? avatar(name, other.id, { app: other.bot })
					: h(
							'span',
							{ class: 'mark', 'aria-hidden': 'true' },
							isThread(channel) ? '↳' : (MARKS[channel.type] ?? '#'),
						),
				h('span', { class: 'name' }, name),
				kind && h('span', { class: 'visually-hidden' }, `(${kind})`),
				unread && h('span', { class: 'visually-hidden' }, '(unread)'),
			),
			threads.length > 0 &&
				h(
					'ul',
					{},
					threads.map((thread) => this.#entry(thread)),
				),
		);
	}
}
