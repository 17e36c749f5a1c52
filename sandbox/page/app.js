// Start: read the address (#as=PERSON&channel=CHANNEL), show the chooser or a person's session.

import { avatar, h } from './dom.js';
import { showPeople } from './people.js';
import { Session } from './session.js';
import { startScenes } from './scenes.js';
import { startTheme } from './theme.js';
import { keepRelativeTimesFresh, refreshRelativeTimes } from './time.js';
import { startTravel } from './travel.js';
import { fetchPeople, inWords } from './wire.js';

const byId = (id) => document.getElementById(id);
const places = {
	channels: byId('channels'),
	members: byId('members'),
	title: byId('channel-title'),
	topic: byId('channel-topic'),
	scroller: byId('scroller'),
	composer: byId('composer'),
	connection: byId('connection'),
};
let session = null;

/** On a narrow screen one pane is shown at a time: channels, chat or members. */
function showPane(name) {
	document.body.dataset.pane = name;
	byId('show-members').setAttribute('aria-expanded', String(name === 'members'));
}

async function route() {
	const address = new URLSearchParams(location.hash.slice(1));
	const wanted = address.get('as');
	if (session && session.person.id === wanted) {
		showPane('chat');
		session.show(address.get('channel'));
		return;
	}
	// Another person is another page: a reload leaves nothing of the one before behind.
	if (session) {
		location.reload();
		return;
	}
	let people;
	try {
		people = await fetchPeople();
	} catch (error) {
		sayUnreachable(error);
		return;
	}
	const person = people.find(({ id }) => id === wanted);
	if (person) start(person);
	else choose(people);
}

function choose(people) {
	document.title = 'Who would you like to be? · Sandbox';
	byId('chat').hidden = true;
	byId('chooser').hidden = false;
	showPeople(byId('chooser'), people);
}

function start(person) {
	byId('chooser').hidden = true;
	byId('chat').hidden = false;
	const guild = person.guilds[0];
	byId('me').replaceChildren(
		avatar(person.display_name, person.id),
		h('span', {}, h('strong', {}, person.display_name), h('small', {}, guild ? guild.kind : 'in no server')),
	);
	showPane(
		location.hash.includes('channel=') || matchMedia('(min-width: 48rem)').matches ? 'chat' : 'channels',
	);
	session = new Session(person, places, {
		onRefused: () => {
			location.hash = '';
		},
	});
}

function sayUnreachable(error) {
	byId('chooser').hidden = false;
	byId('chooser').replaceChildren(
		h('h1', {}, 'The sandbox is not answering'),
		h('p', { role: 'alert' }, inWords(error)),
		h('button', { type: 'button', class: 'button primary', onclick: () => location.reload() }, 'Try again'),
	);
}

startTheme(byId('theme'));
keepRelativeTimesFresh();
startTravel(byId('clock'), byId('travel'), () => {
	refreshRelativeTimes();
	session?.log.refresh();
});
startScenes(byId('behind'), byId('scenes'));
byId('show-channels').addEventListener('click', () => {
	showPane('channels');
	places.channels.querySelector('a[aria-current], a')?.focus();
});
// The address stays the same when the open channel is chosen again: only the pane changes.
places.channels.addEventListener('click', (event) => event.target.closest('a') && showPane('chat'));
byId('show-members').addEventListener('click', () =>
	showPane(document.body.dataset.pane === 'members' ? 'chat' : 'members'),
);
// A button, as the part of the address a skip link would use belongs to people and channels.
byId('skip').addEventListener('click', () => {
	if (session) session.composer.focus();
	else byId('chooser').querySelector('input')?.focus();
});
addEventListener('hashchange', route);
route();
