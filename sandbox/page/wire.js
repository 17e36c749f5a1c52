// The REST side of the wire: the routes and the bare token that Discord's own client uses.

const BASE = '/api/v10';

/** The server refused: `status`, Discord's `code`, and `fields`, the reasons by path ("data.options.0.value"). */
class WireError extends Error {
	constructor(status, body = {}) {
		super(body.message || body.error?.replace(/^\w+: /, '') || `The sandbox answered ${status}.`);
		this.status = status;
		this.code = body.code ?? 0;
		this.fields = body.errors ? flatten(body.errors) : [];
	}

	/** The refusal in words for the person who met it. */
	get words() {
		const reasons = this.fields.map((field) => field.message);
		return reasons.length ? [...new Set(reasons)].join(' ') : this.message;
	}
}

/** The sandbox could not be reached at all. */
class Unreachable extends Error {
	get words() {
		return 'The sandbox cannot be reached just now. What you wrote is kept: try again in a moment.';
	}
}

function flatten(errors, path = []) {
	if (Array.isArray(errors._errors))
		return errors._errors.map(({ message }) => ({ path: path.join('.'), message }));
	return Object.entries(errors).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}

/** Words for anything that may be thrown while talking to the sandbox. */
export const inWords = (error) => error.words ?? 'Something went wrong. Try again.';

async function request(method, url, { token, body, files = [] } = {}) {
	const headers = token ? { Authorization: token } : {};
	let payload;
	if (files.length) {
		payload = new FormData();
		payload.set('payload_json', JSON.stringify(body));
		files.forEach((file, index) => payload.set(`files[${index}]`, file, file.name));
	} else if (body !== undefined) {
		headers['Content-Type'] = 'application/json';
		payload = JSON.stringify(body);
	}
	for (let attempt = 0; ; attempt += 1) {
		const response = await fetch(url, { method, headers, body: payload }).catch(() => {
			throw new Unreachable();
		});
		const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
		if (response.ok) return answer;
		if (response.status !== 429 || attempt === 3) throw new WireError(response.status, answer ?? {});
		await new Promise((resume) => setTimeout(resume, 1000 * (answer.retry_after ?? 1)));
	}
}

/** The sandbox's own routes, which are no part of Discord. */
export const control = (method, path, body) => request(method, `/sandbox/${path}`, { body });

/** Everyone one can be in this sandbox, with their tokens (no secrets here). */
export const fetchPeople = () => control('GET', 'people');

/** One person's connection to the REST API. */
export class Api {
	constructor(token) {
		this.token = token;
	}

	#call(method, path, body, files) {
		return request(method, BASE + path, { token: this.token, body, files });
	}

	channel(channelId) {
		return this.#call('GET', `/channels/${channelId}`);
	}

	/** Up to 50 messages, newest first, before `before` when given. */
	history(channelId, before) {
		return this.#call('GET', `/channels/${channelId}/messages?limit=50${before ? `&before=${before}` : ''}`);
	}

	sendMessage(channelId, message, files) {
		return this.#call('POST', `/channels/${channelId}/messages`, message, files);
	}

	editMessage(channelId, messageId, change) {
		return this.#call('PATCH', `/channels/${channelId}/messages/${messageId}`, change);
	}

	deleteMessage(channelId, messageId) {
		return this.#call('DELETE', `/channels/${channelId}/messages/${messageId}`);
	}

	/** `emoji` as Discord writes it in a route: the character itself, or name:id. */
	react(channelId, messageId, emoji, on) {
		const path = `/channels/${channelId}/messages/${messageId}/reactions/${encodeURIComponent(emoji)}/@me`;
		return this.#call(on ? 'PUT' : 'DELETE', path);
	}

	openDirectMessage(userId) {
		return this.#call('POST', '/users/@me/channels', { recipient_id: userId });
	}

	members(guildId) {
		return this.#call('GET', `/guilds/${guildId}/members?limit=1000`);
	}

	/** The commands this person may use in a server, or in direct messages without one. */
	commandIndex(guildId) {
		return this.#call('GET', `/${guildId ? `guilds/${guildId}` : 'users/@me'}/application-command-index`);
	}

	interact(interaction, files) {
		return this.#call('POST', '/interactions', interaction, files);
	}
}
