// What can be done with a person or a message: the two context menus.

import { CommandType, commandData } from './commands.js';
import { announce } from './dom.js';
import { openMenu } from './menu.js';
import { isEphemeral } from './store.js';
import { inWords } from './wire.js';

const QUICK_REACTIONS = [
	['👍', 'thumbs up'],
	['❤️', 'heart'],
	['🎉', 'celebration'],
];

/** The menu on a person. */
export async function openPersonMenu(session, anchor, user, channel) {
	const name = session.store.nameOf(user, channel.guild_id);
	const own = [];
	if (user.id !== session.store.me.id) {
		own.push({
			label: 'Message',
			action: () =>
				session.attempt(async () => {
					const direct = await session.api.openDirectMessage(user.id);
					session.store.keepChannel(direct);
					session.go(direct.id);
				}),
		});
	}
	own.push({ label: 'Copy ID', action: () => copy(user.id) });
	openMenu(anchor, name, [own, await applicationEntries(session, CommandType.USER, channel, user.id)]);
}

/** The menu on a message. */
export async function openMessageMenu(session, anchor, message, channel) {
	const { store } = session;
	const own = [];
	if (!isEphemeral(message) && store.can(channel, 'SEND_MESSAGES')) {
		own.push({ label: 'Answer', action: () => session.composer.setReply(message) });
	}
	const mayReact = !isEphemeral(message) && store.can(channel, 'ADD_REACTIONS');
	const reactions = (mayReact ? QUICK_REACTIONS : []).map(([emoji, name]) => ({
		label: `React with ${emoji} ${name}`,
		action: () => session.attempt(() => session.api.react(channel.id, message.id, emoji, true)),
	}));
	if (message.content) own.push({ label: 'Copy text', action: () => copy(message.content) });
	own.push({ label: 'Copy ID', action: () => copy(message.id) });
	const mine = message.author.id === store.me.id;
	if (mine && message.content) own.push({ label: 'Edit message', action: () => session.composer.edit(message) });
	if (!isEphemeral(message) && (mine || (channel.guild_id && store.can(channel, 'MANAGE_MESSAGES')))) {
		own.push({
			label: 'Delete message',
			action: () => session.attempt(() => session.api.deleteMessage(channel.id, message.id)),
		});
	}
	const author = store.nameOf(message.author, channel.guild_id);
	openMenu(anchor, `Message by ${author}`, [
		own,
		reactions,
		await applicationEntries(session, CommandType.MESSAGE, channel, message.id),
	]);
}

async function applicationEntries(session, type, channel, targetId) {
	// Without the list of commands the rest of the menu is still of use.
	const entries = await session.commands.ofType(type, channel.guild_id).catch(() => []);
	return entries.map((entry) => ({
		label: entry.name,
		detail: entry.application?.name,
		action: () =>
			session.attempt(() =>
				session.interactions.command(channel, entry, { ...commandData(entry, []), target_id: targetId }),
			),
	}));
}

async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		announce('Copied.');
	} catch (error) {
		announce(`Could not copy. ${inWords(error)}`);
	}
}
