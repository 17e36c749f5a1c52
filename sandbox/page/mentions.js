// What a mention shows: names instead of ids, and a way to go there.

import { h } from './dom.js';

/** The mention resolver for text shown in `channel`: each method gives a node. */
export function mentionsIn(session, channel) {
	const { store } = session;
	return {
		user(id) {
			const user = store.users.get(id);
			if (!user) return h('span', { class: 'mention' }, '@unknown person');
			return h(
				'button',
				{
					type: 'button',
					class: 'mention',
					onclick: (event) => session.personMenu(event.currentTarget, user, channel),
				},
				`@${store.nameOf(user, channel.guild_id)}`,
			);
		},
		role(id) {
			const role = store.guilds.get(channel.guild_id)?.roles.get(id);
			return h('span', { class: 'mention' }, role ? `@${role.name}`.replace('@@', '@') : '@unknown role');
		},
		channel(id) {
			const other = store.channels.get(id);
			if (!other || !store.can(other, 'VIEW_CHANNEL')) return h('span', { class: 'mention' }, '#no access');
			return h(
				'button',
				{ type: 'button', class: 'mention', onclick: () => session.go(id) },
				`#${other.name}`,
			);
		},
		there({ channel: id, message }) {
			const other = store.channels.get(id);
			if (!other || !store.can(other, 'VIEW_CHANNEL')) return null;
			return h(
				'button',
				{ type: 'button', class: 'mention', onclick: () => session.go(id) },
				message ? `#${other.name} › message` : `#${other.name}`,
			);
		},
		command(path) {
			return h(
				'button',
				{ type: 'button', class: 'mention', onclick: () => session.composer.useCommand(path) },
				`/${path}`,
			);
		},
	};
}
