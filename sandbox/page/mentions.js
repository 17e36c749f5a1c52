// What a mention shows: names instead of ids, and a way to go there.

import { h } from './dom.js';

/** The mention resolver for text shown in `channel`: each method gives a node. */
export function mentionsIn(session, channel) {
	const { store } = session;

	/** A way to a channel that may be seen, called by its name; null for any other. */
	function wayTo(id, further = '') {
		const other = store.channels.get(id);
		if (!other || !store.can(other, 'VIEW_CHANNEL')) return null;
		return h(
			'button',
			{ type: 'button', class: 'mention', onclick: () => session.go(id) },
			`#${other.name}${further}`,
		);
	}

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
			return wayTo(id) ?? h('span', { class: 'mention' }, '#no access');
		},
		there({ channel: id, message }) {
			return wayTo(id, message && ' › message');
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
