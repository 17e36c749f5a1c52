// Who is here: the members of the channel's server, grouped by their highest role.

import { avatar, h } from './dom.js';

/** Keeps `holder` (the page's aside) in step with the members of the current channel. */
export class Members {
	#pending = false;
	#fetched = new Set();

	constructor(session, holder) {
		this.session = session;
		this.holder = holder;
		session.store.addEventListener('members', () => this.#soon());
		// After a lost connection people may have come and gone.
		session.store.addEventListener('ready', () => this.#fetched.clear());
	}

	/** Show a channel's people, fetching a server's members the first time. */
	async show(channel) {
		this.channel = channel;
		this.#soon();
		const guildId = channel.guild_id;
		if (!guildId || this.#fetched.has(guildId)) return;
		this.#fetched.add(guildId);
		try {
			for (const member of await this.session.api.members(guildId))
				this.session.store.keepMember(guildId, member);
		} catch {
			this.#fetched.delete(guildId);
		}
	}

	#soon() {
		if (this.#pending) return;
		this.#pending = true;
		queueMicrotask(() => {
			this.#pending = false;
			if (this.channel) this.#draw();
		});
	}

	#draw() {
		const { store } = this.session;
		const guild = store.guilds.get(this.channel.guild_id);
		const members = guild
			? [...guild.members.values()]
			: [store.me, ...(this.channel.recipients ?? [])].map((user) => ({ user, roles: [] }));
		const groups = new Map();
		for (const member of members) {
			const title = guild ? (highestRole(guild, member)?.name ?? 'Without a role') : 'In this conversation';
			groups.set(title, [...(groups.get(title) ?? []), member]);
		}
		const rank = ([title]) =>
			-([...(guild?.roles.values() ?? [])].find((role) => role.name === title)?.position ?? -1);
		this.holder.replaceChildren(
			h('h2', {}, 'People'),
			...[...groups].sort((a, b) => rank(a) - rank(b)).map((group) => this.#group(...group)),
		);
	}

	#group(title, members) {
		const { store } = this.session;
		const name = ({ user }) => store.nameOf(user, this.channel.guild_id);
		return h(
			'section',
			{},
			h('h3', {}, `${title} (${members.length})`),
			h(
				'ul',
				{},
				members
					.sort((a, b) => name(a).localeCompare(name(b)))
					.map((member) =>
						h(
							'li',
							{},
							h(
								'button',
								{
									type: 'button',
									onclick: (event) => this.session.personMenu(event.currentTarget, member.user, this.channel),
									oncontextmenu: (event) => {
										event.preventDefault();
										this.session.personMenu(event.currentTarget, member.user, this.channel);
									},
								},
								avatar(name(member), member.user.id, { app: member.user.bot }),
								h('span', { class: 'name' }, name(member)),
								member.user.bot && h('span', { class: 'tag' }, 'App'),
							),
						),
					),
			),
		);
	}
}

function highestRole(guild, member) {
	return member.roles
		.map((id) => guild.roles.get(id))
		.filter((role) => role && !role.managed)
		.sort((a, b) => (b.position ?? 0) - (a.position ?? 0))[0];
}
