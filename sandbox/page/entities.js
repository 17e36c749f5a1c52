// People, roles and channels to choose from: what the auto-populated selects and a command's options offer.

import { ChannelType } from './store.js';

const plain = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** Entries whose label or description holds what was typed, those starting with it first. */
export function matching(entries, text) {
	const wanted = plain(text.trim().replace(/^[@#]/, ''));
	if (!wanted) return entries;
	const rank = ({ label, description }) => {
		if (plain(label).startsWith(wanted)) return 0;
		if (plain(label).includes(wanted)) return 1;
		return description && plain(description).includes(wanted) ? 2 : 3;
	};
	return entries
		.map((entry) => [rank(entry), entry])
		.filter(([place]) => place < 3)
		.sort(([one], [other]) => one - other)
		.map(([, entry]) => entry);
}

/** Everyone in the channel's server, or in the direct message. */
export function people(store, channel) {
	const guild = store.guilds.get(channel.guild_id);
	const users = guild
		? [...guild.members.values()].map(({ user }) => user)
		: [store.me, ...(channel.recipients ?? [])];
	return users
		.map((user) => ({
			value: user.id,
			label: store.nameOf(user, channel.guild_id),
			description: user.username,
		}))
		.sort((a, b) => a.label.localeCompare(b.label));
}

/** A server's roles, the highest first. */
export function roles(store, channel) {
	const guild = store.guilds.get(channel.guild_id);
	return [...(guild?.roles.values() ?? [])]
		.sort((a, b) => (b.position ?? 0) - (a.position ?? 0))
		.map((role) => ({ value: role.id, label: role.name, description: 'Role' }));
}

/** The channels this person sees, of the given types when some are given. */
export function channels(store, channel, types = []) {
	const all = types.includes(ChannelType.CATEGORY)
		? [...store.channels.values()].filter((other) => other.guild_id === channel.guild_id)
		: store.visibleChannels(channel.guild_id);
	return all
		.filter((other) => !types.length || types.includes(other.type))
		.map((other) => ({ value: other.id, label: `#${other.name}` }));
}
