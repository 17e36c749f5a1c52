// One message as people see it: who, when, what, and what can be pressed.

import { avatar, h, plural } from './dom.js';
import { messageComponents } from './components.js';
import { markdown } from './markdown.js';
import { attachments, embed } from './media.js';
import { mentionsIn } from './mentions.js';
import { MessageFlag, isEphemeral } from './store.js';
import { formatTime, messageTime, snowflakeTime } from './time.js';
import { inWords } from './wire.js';

const TOGETHER = 7 * 60 * 1000;
const REPLY = 19;
const SYSTEM_TEXTS = {
	3: 'started a call.',
	4: "changed the channel's name.",
	6: 'pinned a message to this channel.',
	7: 'joined the server.',
	12: "added another server's announcements to this channel.",
	18: 'started a thread.',
	21: 'started this thread.',
};

/** When a message was sent. */
export const sentAt = (message) =>
	message.timestamp ? new Date(message.timestamp) : snowflakeTime(message.id);

/** Whether a message continues the one before it, so that its author need not be named again. */
export function continues(message, before) {
	return (
		Boolean(before) &&
		!before.local &&
		!message.local &&
		before.author.id === message.author.id &&
		!usedCommand(message) &&
		!message.message_reference &&
		isEphemeral(message) === isEphemeral(before) &&
		!(message.type in SYSTEM_TEXTS) &&
		!(before.type in SYSTEM_TEXTS) &&
		sentAt(message) - sentAt(before) < TOGETHER
	);
}

/** The name and person of the command a message answers, or null. */
function usedCommand(message) {
	const source = message.interaction ?? message.interaction_metadata;
	if (!source || source.type !== 2) return null;
	return { name: source.name ?? message.interaction_metadata?.name, user: source.user };
}

/** The list item for a message. `compact` leaves out its author, named just above. */
export function messageItem(message, session, channel, compact) {
	if (message.local) return localNote(message, session, channel);
	const name = session.store.nameOf(message.author, channel.guild_id);
	const time = messageTime(sentAt(message));
	const trouble = h('p', { class: 'trouble', role: 'alert' });
	const view = {
		session,
		channel,
		message,
		place: mentionsIn(session, channel),
		trouble: (words) => {
			trouble.textContent = words ?? '';
		},
	};
	const article = h(
		'article',
		{
			tabIndex: -1,
			'aria-label': `${name}, ${time}`,
			onkeydown: (event) => openMenuByKey(event, article, view),
			oncontextmenu: (event) => openMenuByMouse(event, view),
		},
		reference(message, view),
		compact
			? h('span', { class: 'gutter' }, stamp(message, 't'))
			: avatar(name, message.author.id, { app: message.author.bot }),
		h(
			'div',
			{ class: 'content' },
			!compact && header(message, name, view),
			body(message, view),
			reactions(message, view),
			trouble,
			isEphemeral(message) && privateFoot(message, session),
		),
		h(
			'button',
			{
				type: 'button',
				class: 'more',
				'data-roving': true,
				tabIndex: -1,
				'aria-label': `Actions for this message by ${name}`,
				onclick: (event) => session.messageMenu(event.currentTarget, message, channel),
			},
			'⋯',
		),
	);
	const classes = [
		'message',
		compact && 'compact',
		isEphemeral(message) && 'private',
		mentionsMe(message, session) && 'for-me',
	];
	return h('li', { class: classes.filter(Boolean).join(' '), 'data-id': message.id }, article);
}

function openMenuByKey(event, article, { session, message, channel }) {
	const wanted =
		event.key === 'ContextMenu' ||
		(event.key === 'F10' && event.shiftKey) ||
		(event.key === 'Enter' && event.target === article);
	if (!wanted) return;
	event.preventDefault();
	session.messageMenu(article.querySelector('.more'), message, channel);
}

function openMenuByMouse(event, { session, message, channel }) {
	// Links and selected text keep the browser's own menu.
	if (event.target.closest('a, input') || !getSelection().isCollapsed) return;
	event.preventDefault();
	session.messageMenu(event.currentTarget.querySelector('.more'), message, channel);
}

function mentionsMe(message, session) {
	return message.mention_everyone || (message.mentions ?? []).some(({ id }) => id === session.store.me.id);
}

function header(message, name, { session, channel }) {
	return h(
		'header',
		{},
		h(
			'button',
			{
				type: 'button',
				class: 'author',
				'data-roving': true,
				tabIndex: -1,
				onclick: (event) => session.personMenu(event.currentTarget, message.author, channel),
			},
			name,
		),
		message.author.bot && h('span', { class: 'tag' }, 'App'),
		stamp(message),
	);
}

function stamp(message, style) {
	const date = sentAt(message);
	return h(
		'time',
		{ datetime: date.toISOString(), title: formatTime(date, 'F') },
		style ? formatTime(date, style) : messageTime(date),
	);
}

function reference(message, { session, channel, place }) {
	const used = usedCommand(message);
	const nameOf = (user) => session.store.nameOf(user, channel.guild_id);
	if (used) {
		return h(
			'p',
			{ class: 'reference' },
			avatar(nameOf(used.user), used.user.id),
			h('strong', {}, nameOf(used.user)),
			' used ',
			h('span', { class: 'command-name' }, used.name ? `/${used.name}` : 'a command'),
		);
	}
	const answered = message.referenced_message;
	if (!answered) {
		return (
			message.type === REPLY &&
			h('p', { class: 'reference' }, h('em', {}, 'The message answered here was deleted.'))
		);
	}
	return h(
		'p',
		{ class: 'reference' },
		avatar(nameOf(answered.author), answered.author.id),
		h('span', { class: 'visually-hidden' }, 'In answer to '),
		h('strong', {}, nameOf(answered.author)),
		' ',
		h('span', { class: 'excerpt' }, excerpt(answered, place)),
	);
}

/** A message's first line as plain text, for where it stands for the whole message. */
function excerpt(message, place) {
	const [line] = firstText([message]).split('\n');
	return markdown(line, place).textContent.slice(0, 160) || 'A message without text';
}

/** The first text among components, wherever it stands inside them. */
function firstText(components) {
	for (const { content, components: held = [] } of components) {
		const text = content || firstText(held);
		if (text) return text;
	}
	return '';
}

function body(message, view) {
	const flags = message.flags ?? 0;
	if (flags & MessageFlag.LOADING)
		return h('p', { class: 'thinking' }, `${view.session.store.nameOf(message.author)} is thinking…`);
	const system = SYSTEM_TEXTS[message.type];
	if (system)
		return h(
			'p',
			{ class: 'system' },
			view.session.store.nameOf(message.author, view.channel.guild_id),
			' ',
			system,
		);
	return [
		message.content &&
			h(
				'div',
				{ class: 'text' },
				markdown(message.content, view.place),
				message.edited_timestamp && h('span', { class: 'edited' }, ' (edited)'),
			),
		attachments(v2Hides(message) ? [] : (message.attachments ?? [])),
		!(flags & MessageFlag.SUPPRESS_EMBEDS) && (message.embeds ?? []).map((data) => embed(data, view.place)),
		h('div', { class: 'components' }, messageComponents(message.components ?? [], view)),
	];
}

/** In Components V2 a file shows only where a component names it. */
const v2Hides = (message) => Boolean((message.flags ?? 0) & MessageFlag.COMPONENTS_V2);

function reactions(message, { session, channel, trouble }) {
	if (!message.reactions?.length) return null;
	return h(
		'ul',
		{ class: 'reactions', 'aria-label': 'Reactions' },
		message.reactions.map(({ emoji, count, me }) => {
			const key = emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name;
			return h(
				'li',
				{},
				h(
					'button',
					{
						type: 'button',
						'aria-pressed': String(Boolean(me)),
						'aria-label': `${emoji.name}, ${plural(count, 'reaction')}`,
						onclick: () =>
							session.api.react(channel.id, message.id, key, !me).catch((error) => trouble(inWords(error))),
					},
					`${emoji.name} ${count}`,
				),
			);
		}),
	);
}

function privateFoot(message, session) {
	return h(
		'p',
		{ class: 'private-foot' },
		'Only you can see this · ',
		h(
			'button',
			{ type: 'button', class: 'text-button', onclick: () => session.dismiss(message) },
			'Dismiss message',
		),
	);
}

/** A note of the page itself about a command under way, or one the application did not answer. */
function localNote(message, session, channel) {
	const { state, text } = message.local;
	const name = session.store.nameOf(message.author, channel.guild_id);
	return h(
		'li',
		{ class: `message local ${state}`, 'data-id': message.id },
		h(
			'article',
			{ tabIndex: -1, 'aria-label': text },
			avatar(name, message.author.id),
			h('div', { class: 'content' }, h('p', {}, text), state === 'failed' && privateFoot(message, session)),
		),
	);
}
