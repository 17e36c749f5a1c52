// Commands, buttons, menus and modals sent to an application, and what became of each.

import { nonce } from './time.js';

const InteractionType = { COMMAND: 2, COMPONENT: 3, AUTOCOMPLETE: 4, MODAL: 5 };

/** Discord gives an application 3 s; a little more covers the way there and back. */
const PATIENCE = 6000;

/** The application did not answer an interaction. */
class NoResponse extends Error {
	get words() {
		return 'The application did not respond.';
	}
}

/** Sends interactions and matches the gateway's answers to them by nonce. */
export class Interactions {
	#waiting = new Map();

	constructor(api, store, openModal) {
		this.api = api;
		this.store = store;
		this.openModal = openModal;
	}

	/** Gateway events about interactions; true when `type` was one of them. */
	apply(type, data) {
		if (type === 'INTERACTION_SUCCESS') this.#settle(data.nonce, 'success');
		else if (type === 'INTERACTION_FAILURE') this.#settle(data.nonce, new NoResponse());
		else if (type === 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE')
			this.#settle(data.nonce, data.choices ?? []);
		else if (type === 'INTERACTION_MODAL_CREATE') {
			this.#settle(data.nonce, 'modal');
			this.openModal(data);
		}
	}

	#settle(key, outcome) {
		const waiting = this.#waiting.get(key);
		if (!waiting) return;
		this.#waiting.delete(key);
		clearTimeout(waiting.timer);
		if (outcome instanceof Error) waiting.reject(outcome);
		else waiting.resolve(outcome);
	}

	/**
	 * Send one interaction. Resolves once the sandbox has taken it (and throws if it refuses) with
	 * `{nonce, outcome}`: `outcome` resolves when the application answers and rejects with NoResponse.
	 */
	async send(type, { channel, applicationId, message, data, files }) {
		const key = nonce();
		const outcome = new Promise((resolve, reject) => {
			const timer = setTimeout(() => this.#settle(key, new NoResponse()), PATIENCE);
			this.#waiting.set(key, { resolve, reject, timer });
		});
		// Whoever calls may look at the outcome later than it fails; that is no unhandled error.
		outcome.catch(() => {});
		try {
			await this.api.interact(
				{
					type,
					nonce: key,
					application_id: applicationId,
					session_id: this.store.sessionId,
					channel_id: channel.id,
					guild_id: channel.guild_id,
					message_id: message?.id,
					message_flags: message?.flags,
					data,
				},
				files,
			);
		} catch (error) {
			clearTimeout(this.#waiting.get(key)?.timer);
			this.#waiting.delete(key);
			throw error;
		}
		return { nonce: key, outcome };
	}

	/** Press a button or choose in a select; resolves when the application has answered. */
	async component(channel, message, component, values) {
		const { outcome } = await this.send(InteractionType.COMPONENT, {
			channel,
			message,
			applicationId: message.application_id ?? message.author.id,
			data: { component_type: component.type, custom_id: component.custom_id, values },
		});
		return outcome;
	}

	/**
	 * Run a command and show in the channel how it goes: "Sending…" until the application answers,
	 * and a note when it does not. Throws when the sandbox refuses the command outright.
	 */
	async command(channel, command, data, files = []) {
		const title = command.type === 1 ? `/${command.path ?? command.name}` : command.name;
		const { nonce: key, outcome } = await this.send(InteractionType.COMMAND, {
			channel,
			applicationId: command.application_id,
			data,
			files,
		});
		const note = { id: key, channel_id: channel.id, author: this.store.me };
		this.store.addMessage({ ...note, local: { state: 'sending', text: `Sending ${title}…` } });
		outcome.then(
			() => this.store.removeMessage(channel.id, key),
			(error) =>
				this.store.addMessage({ ...note, local: { state: 'failed', text: `${title}: ${error.words}` } }),
		);
	}

	/** The choices an application offers for what has been typed so far. */
	async autocomplete(channel, command, data) {
		const { outcome } = await this.send(InteractionType.AUTOCOMPLETE, {
			channel,
			applicationId: command.application_id,
			data,
		});
		return outcome;
	}

	/** Send a filled-in modal; resolves when the application has answered. */
	async modal(channel, modal, components, files) {
		const attachments = files.map((file, index) => ({ id: String(index), filename: file.name }));
		const { outcome } = await this.send(InteractionType.MODAL, {
			channel,
			files,
			applicationId: modal.application.id,
			data: {
				id: modal.id,
				custom_id: modal.custom_id,
				components,
				attachments: files.length ? attachments : undefined,
			},
		});
		return outcome;
	}
}
