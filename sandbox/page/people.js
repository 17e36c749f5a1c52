// The first screen: who would you like to be?

import { avatar, h } from './dom.js';
import { matching } from './entities.js';

const KINDS = [
	['newcomer', 'Newcomers', 'New to the community: what a first visit looks like.'],
	['member', 'Members', 'Part of the community already.'],
	['facilitator', 'Facilitators', 'Run the meetings, workshops and announcements.'],
	['administrator', 'Administrators', 'Set the bot up for a server.'],
];

/** Fill `holder` with the people of the sandbox; each is a link, so that a second window is one click away. */
export function showPeople(holder, people) {
	const groups = h('div', { class: 'kinds' });
	const draw = (text) => {
		const entries = people.map((person) => ({
			person,
			label: person.display_name,
			description: person.note,
		}));
		const found = matching(entries, text).map(({ person }) => person);
		groups.replaceChildren(...grouped(found).map(group));
		if (!found.length) groups.append(h('p', {}, `Nobody here is called “${text}”.`));
	};
	const search = h('input', {
		id: 'find-person',
		type: 'search',
		autocomplete: 'off',
		oninput: () => draw(search.value),
	});
	holder.replaceChildren(
		h('h1', {}, 'Who would you like to be?'),
		h(
			'p',
			{ class: 'lead' },
			'This is a sandbox: a stand-in for Discord that runs on this computer. Everyone in it is invented, and nothing leaves it.',
		),
		h('p', { class: 'find' }, h('label', { for: 'find-person' }, 'Find someone'), search),
		groups,
	);
	draw('');
}

/** People by their kind, in the order above; kinds of the sandbox's own making come last under their own names. */
function grouped(people) {
	const known = new Map(KINDS.map(([kind, title, about]) => [kind, { title, about, people: [] }]));
	for (const person of people) {
		const kind = person.guilds[0]?.kind ?? 'elsewhere';
		if (!known.has(kind))
			known.set(kind, { title: kind.replace(/^./, (letter) => letter.toUpperCase()), about: '', people: [] });
		known.get(kind).people.push(person);
	}
	return [...known.values()].filter((group) => group.people.length);
}

function group({ title, about, people }) {
	// Those the seed says something about are the ones worth being: they come first, as cards.
	const noted = people.filter(({ note }) => note);
	const others = people.filter(({ note }) => !note);
	return h(
		'section',
		{},
		h('h2', {}, title),
		about && h('p', { class: 'about' }, about),
		noted.length > 0 &&
			h(
				'ul',
				{ class: 'cards' },
				noted.map((person) => h('li', {}, link(person, true))),
			),
		others.length > 0 &&
			h(
				'ul',
				{ class: 'names' },
				others.map((person) => h('li', {}, link(person, false))),
			),
	);
}

function link(person, asCard) {
	return h(
		'a',
		{ href: `#as=${person.id}` },
		avatar(person.display_name, person.id),
		h(
			'span',
			{},
			h('strong', {}, person.display_name),
			asCard && h('span', { class: 'note' }, person.note),
			asCard && h('small', {}, person.guilds.map(({ name }) => name).join(', ')),
		),
	);
}
