// One person in the sandbox: their connection, what they know, and the parts of the page that show it.

import { openMessageMenu, openPersonMenu } from './actions.js';
import { CommandIndex } from './commands.js';
import { Composer } from './composer.js';
import { announce, h } from './dom.js';
import { Gateway } from './gateway.js';
import { Interactions } from './interactions.js';
import { MessageLog } from './log.js';
import { Members } from './members.js';
import { openModal } from './modal.js';
import { Sidebar } from './sidebar.js';
import { Store, holdsPosts, isThread } from './store.js';
import { Api, inWords } from './wire.js';

export class Session {
	channel = null;
	#started = false;

	/** `places` are the page's elements by name; `onRefused` is called when the person is no longer known. */
	constructor(person, places, { onRefused }) {
		this.person = person;
		this.places = places;
		this.api = new Api(person.token);
		this.store = new Store();
		this.commands = new CommandIndex(this.api);
		this.interactions = new Interactions(this.api, this.store, (modal) => openModal(this, modal));
		this.composer = new Composer(this, places.composer);
		this.log = new MessageLog(this, places.scroller);
		this.sidebar = new Sidebar(this, places.channels);
		this.members = new Members(this, places.members);
		this.store.addEventListener('message', ({ detail }) => this.#noteUnread(detail));
		this.store.addEventListener('channels', () => this.#checkChannel());
		this.gateway = new Gateway(person.token, {
			onDispatch: (type, data) => this.#dispatch(type, data),
			onStatus: (status) => (status === 'refused' ? onRefused() : this.#connection(status)),
		});
	}

	#dispatch(type, data) {
		this.store.apply(type, data);
		this.interactions.apply(type, data);
		if (type !== 'READY') return;
		this.#started = true;
		this.show(new URLSearchParams(location.hash.slice(1)).get('channel'));
	}

	#connection(status) {
		const lost = status === 'lost';
		this.places.connection.replaceChildren(
			...(lost
				? [
						h('span', {}, 'Connection lost. Trying again… What you have typed is kept. '),
						h(
							'button',
							{ type: 'button', class: 'text-button', onclick: () => this.gateway.retryNow() },
							'Try now',
						),
					]
				: []),
		);
		if (!lost && this.#wasLost) announce('Connected again.');
		this.#wasLost = lost;
	}

	#wasLost = false;

	#noteUnread({ channelId, message }) {
		// The first direct message from someone may be the first we hear of its channel.
		if (!this.store.channels.has(channelId)) {
			this.attempt(async () => this.store.keepChannel(await this.api.channel(channelId)));
		}
		const seen = channelId === this.channel?.id || message.author.id === this.store.me.id;
		if (!seen) this.store.setUnread(channelId, true);
	}

	/** When the open channel goes away (deleted, or no longer visible), another is shown. */
	#checkChannel() {
		if (!this.#started || !this.channel) return;
		const current = this.store.channels.get(this.channel.id);
		if (current && this.store.can(current, 'VIEW_CHANNEL')) return;
		this.channel = null;
		this.show(null);
	}

	/** The address of a channel for this person, for links and windows. */
	addressOf(channelId) {
		return `#as=${this.person.id}&channel=${channelId}`;
	}

	go(channelId) {
		location.hash = this.addressOf(channelId);
	}

	/** Show a channel by id, or the first one there is. */
	show(channelId) {
		if (!this.#started) return;
		const wanted = this.store.channels.get(channelId);
		const channel = wanted && this.store.can(wanted, 'VIEW_CHANNEL') ? wanted : this.#firstChannel();
		this.sidebar.refresh();
		if (!channel) {
			this.places.title.textContent = 'Nothing to read yet';
			return;
		}
		const another = channel.id !== this.channel?.id;
		this.channel = channel;
		if (another) history.replaceState(null, '', this.addressOf(channel.id));
		this.store.setUnread(channel.id, false);
		this.#head(channel);
		this.composer.show(channel);
		this.members.show(channel);
		this.log.show(channel);
		if (another) this.composer.focus();
	}

	#firstChannel() {
		const readable = [...this.store.guilds.keys()].flatMap((id) => this.store.visibleChannels(id));
		return readable.find((channel) => channel.type === 0) ?? readable[0] ?? this.store.directChannels()[0];
	}

	#head(channel) {
		const name = this.store.channelName(channel);
		const guild = this.store.guilds.get(channel.guild_id);
		const parent = isThread(channel) && this.store.channels.get(channel.parent_id);
		this.places.title.textContent = channel.guild_id ? `${parent ? `${parent.name} › ` : '#'}${name}` : name;
		this.places.topic.textContent = channel.topic ?? '';
		document.title = `${name} · ${guild?.name ?? 'Direct messages'} · ${this.person.display_name} · Sandbox`;
		this.places.composer.hidden = holdsPosts(channel);
	}

	personMenu(anchor, user, channel) {
		return openPersonMenu(this, anchor, user, channel);
	}

	messageMenu(anchor, message, channel) {
		return openMessageMenu(this, anchor, message, channel);
	}

	/** Take an ephemeral message or a note of the page off the screen. */
	dismiss(message) {
		this.store.removeMessage(message.channel_id, message.id);
		this.composer.focus();
	}

	/** Do something that may fail; the reason is shown above the message box. */
	async attempt(action) {
		try {
			await action();
		} catch (error) {
			this.composer.error.textContent = inWords(error);
		}
	}
}
