// What the page knows: servers, channels, people and messages, kept true by the gateway's events.

import { Permission, permissionsIn } from './permissions.js';

export const ChannelType = { DM: 1, VOICE: 2, GROUP_DM: 3, CATEGORY: 4, STAGE: 13, FORUM: 15, MEDIA: 16 };
export const MessageFlag = {
	SUPPRESS_EMBEDS: 1 << 2,
	EPHEMERAL: 1 << 6,
	LOADING: 1 << 7,
	COMPONENTS_V2: 1 << 15,
};
const THREAD_TYPES = [10, 11, 12];

/** Snowflakes are 64-bit numbers in strings: longer is later, equal lengths compare as text. */
const compareIds = (a, b) => a.length - b.length || (a < b ? -1 : Number(a > b));
/** Forums and media channels hold posts, which are threads, and no messages of their own. */
export const holdsPosts = (channel) => [ChannelType.FORUM, ChannelType.MEDIA].includes(channel.type);
export const isThread = (channel) => THREAD_TYPES.includes(channel.type);
export const isEphemeral = (message) => Boolean((message.flags ?? 0) & MessageFlag.EPHEMERAL);
/** Neither an ephemeral message nor a note of the page itself comes back from history. */
const isHereOnly = (message) => Boolean(message.local) || isEphemeral(message);

/**
 * Events, each a CustomEvent: `ready`, `channels`, `members`, `unread`, and for messages `message`,
 * `changed`, `removed` and `filled`, with `{channelId, message}` as detail.
 */
export class Store extends EventTarget {
	me = null;
	sessionId = null;
	guilds = new Map();
	channels = new Map();
	users = new Map();
	unread = new Set();
	#messages = new Map();

	#emit(name, detail) {
		this.dispatchEvent(new CustomEvent(name, { detail }));
	}

	/** Apply one gateway event; those the page has no use for are ignored. */
	apply(type, data) {
		handlers[type]?.(this, data);
	}

	ready({ user, guilds, private_channels: direct, session_id: sessionId }) {
		this.me = user;
		this.sessionId = sessionId;
		this.guilds.clear();
		this.channels.clear();
		this.keepUser(user);
		for (const guild of guilds) this.keepGuild(guild);
		for (const channel of direct ?? []) this.keepChannel(channel);
		this.#emit('ready');
	}

	keepGuild(data) {
		const guild = { id: data.id, name: data.name, ownerId: data.owner_id, members: new Map(), me: null };
		guild.roles = new Map((data.roles ?? []).map((role) => [role.id, role]));
		this.guilds.set(guild.id, guild);
		for (const member of data.members ?? []) this.keepMember(guild.id, member);
		for (const channel of [...(data.channels ?? []), ...(data.threads ?? [])]) {
			this.keepChannel({ ...channel, guild_id: guild.id });
		}
		this.#emit('channels');
	}

	keepRole(guildId, role) {
		this.guilds.get(guildId)?.roles.set(role.id, role);
		this.#emit('channels');
	}

	dropGuild(id) {
		this.guilds.delete(id);
		for (const channel of this.channels.values())
			if (channel.guild_id === id) this.channels.delete(channel.id);
		this.#emit('channels');
	}

	keepChannel(channel) {
		for (const user of channel.recipients ?? []) this.keepUser(user);
		this.channels.set(channel.id, { ...this.channels.get(channel.id), ...channel });
		this.#emit('channels');
	}

	dropChannel(id) {
		this.channels.delete(id);
		this.#emit('channels');
	}

	keepUser(user) {
		this.users.set(user.id, { ...this.users.get(user.id), ...user });
	}

	keepMember(guildId, member) {
		const guild = this.guilds.get(guildId);
		if (!guild) return;
		this.keepUser(member.user);
		const merged = { ...guild.members.get(member.user.id), ...member };
		guild.members.set(member.user.id, merged);
		if (member.user.id === this.me?.id) guild.me = merged;
		this.#emit('members', { guildId });
	}

	dropMember(guildId, userId) {
		this.guilds.get(guildId)?.members.delete(userId);
		this.#emit('members', { guildId });
	}

	/** The channels of a server this person can see, in Discord's order. */
	visibleChannels(guildId) {
		const guild = this.guilds.get(guildId);
		return [...this.channels.values()]
			.filter((channel) => channel.guild_id === guildId && this.can(channel, 'VIEW_CHANNEL'))
			.sort((a, b) => (a.position ?? 0) - (b.position ?? 0) || compareIds(a.id, b.id))
			.filter((channel) => guild && channel.type !== ChannelType.CATEGORY);
	}

	/** A channel's threads that this person sees, the newest first. */
	threadsOf(channel) {
		return this.visibleChannels(channel.guild_id)
			.filter((other) => isThread(other) && other.parent_id === channel.id)
			.reverse();
	}

	/** Direct messages, the latest first. */
	directChannels() {
		return [...this.channels.values()]
			.filter((channel) => !channel.guild_id)
			.sort((a, b) => compareIds(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
	}

	/** Whether this person holds a permission (a name of `Permission`) in a channel; a thread asks its parent. */
	can(channel, permission) {
		const place = isThread(channel) ? this.channels.get(channel.parent_id) : channel;
		if (!place) return false;
		return Boolean(permissionsIn(this.guilds.get(channel.guild_id), place) & Permission[permission]);
	}

	/** How someone is called here: their nickname in the server, else the name they show everywhere. */
	nameOf(user, guildId) {
		const known = this.users.get(user.id) ?? user;
		const nick = this.guilds.get(guildId)?.members.get(user.id)?.nick;
		return nick || known.global_name || known.username || 'Unknown person';
	}

	channelName(channel) {
		if (channel.guild_id) return channel.name;
		return (
			(channel.recipients ?? [])
				.filter((user) => user.id !== this.me.id)
				.map((user) => this.nameOf(user))
				.join(', ') || 'Direct message'
		);
	}

	messagesIn(channelId) {
		return this.#messages.get(channelId) ?? [];
	}

	/** Take a page of history: the newest page replaces what was known, `older` goes before it. */
	fill(channelId, page, { older = false } = {}) {
		for (const message of page) this.#keepAuthors(message);
		const kept = this.messagesIn(channelId).filter((message) => older || isHereOnly(message));
		const known = new Set(kept.map((message) => message.id));
		const fresh = page.filter((message) => !known.has(message.id));
		const all = [...fresh, ...kept];
		this.#messages.set(
			channelId,
			all.sort((a, b) => compareIds(a.id, b.id)),
		);
		this.#emit('filled', { channelId, older });
	}

	addMessage(message) {
		const channelId = message.channel_id;
		this.#keepAuthors(message);
		const list = this.#messages.get(channelId) ?? this.#messages.set(channelId, []).get(channelId);
		const known = list.findIndex(({ id }) => id === message.id);
		if (known >= 0) list[known] = message;
		else list.push(message);
		list.sort((a, b) => compareIds(a.id, b.id));
		const channel = this.channels.get(channelId);
		if (channel && !message.local) channel.last_message_id = message.id;
		this.#emit(known >= 0 ? 'changed' : 'message', { channelId, message });
	}

	changeMessage(channelId, id, change) {
		const list = this.messagesIn(channelId);
		const index = list.findIndex((message) => message.id === id);
		if (index < 0) return;
		list[index] = { ...list[index], ...change(list[index]) };
		this.#emit('changed', { channelId, message: list[index] });
	}

	removeMessage(channelId, id) {
		const list = this.messagesIn(channelId);
		const index = list.findIndex((message) => message.id === id);
		if (index < 0) return;
		const [message] = list.splice(index, 1);
		this.#emit('removed', { channelId, message });
	}

	setUnread(channelId, unread) {
		if (this.unread.has(channelId) === unread) return;
		if (unread) this.unread.add(channelId);
		else this.unread.delete(channelId);
		this.#emit('unread', { channelId });
	}

	#keepAuthors(message) {
		if (message.author) this.keepUser(message.author);
		for (const user of message.mentions ?? []) this.keepUser(user);
	}

	/** A reaction was added (`by` = 1) or taken away (-1). */
	react({ channel_id: channelId, message_id: id, user_id: userId, emoji }, by) {
		this.changeMessage(channelId, id, ({ reactions = [] }) => {
			const same = (entry) => (emoji.id ? entry.emoji.id === emoji.id : entry.emoji.name === emoji.name);
			const entry = reactions.find(same) ?? { emoji, count: 0, me: false };
			const mine = userId === this.me.id ? by > 0 : entry.me;
			const updated = { ...entry, count: entry.count + by, me: mine };
			const all = reactions.some(same)
				? reactions.map((other) => (same(other) ? updated : other))
				: [...reactions, updated];
			return { reactions: all.filter(({ count }) => count > 0) };
		});
	}
}

const handlers = {
	READY: (store, data) => store.ready(data),
	GUILD_CREATE: (store, data) => store.keepGuild(data),
	GUILD_DELETE: (store, { id }) => store.dropGuild(id),
	GUILD_ROLE_CREATE: (store, data) => store.keepRole(data.guild_id, data.role),
	GUILD_ROLE_UPDATE: (store, data) => store.keepRole(data.guild_id, data.role),
	GUILD_MEMBER_ADD: (store, data) => store.keepMember(data.guild_id, data),
	GUILD_MEMBER_UPDATE: (store, data) => store.keepMember(data.guild_id, data),
	GUILD_MEMBER_REMOVE: (store, data) => store.dropMember(data.guild_id, data.user.id),
	CHANNEL_CREATE: (store, data) => store.keepChannel(data),
	CHANNEL_UPDATE: (store, data) => store.keepChannel(data),
	CHANNEL_DELETE: (store, { id }) => store.dropChannel(id),
	THREAD_CREATE: (store, data) => store.keepChannel(data),
	THREAD_UPDATE: (store, data) => store.keepChannel(data),
	THREAD_DELETE: (store, { id }) => store.dropChannel(id),
	MESSAGE_CREATE: (store, data) => store.addMessage(data),
	MESSAGE_UPDATE: (store, data) => store.changeMessage(data.channel_id, data.id, () => data),
	MESSAGE_DELETE: (store, data) => store.removeMessage(data.channel_id, data.id),
	MESSAGE_DELETE_BULK: (store, data) => data.ids.forEach((id) => store.removeMessage(data.channel_id, id)),
	MESSAGE_REACTION_ADD: (store, data) => store.react(data, 1),
	MESSAGE_REACTION_REMOVE: (store, data) => store.react(data, -1),
};
