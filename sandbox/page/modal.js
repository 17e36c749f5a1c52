// A modal an application opened: a dialog that keeps what was written until the application has it.

import { avatar, h, uniqueId } from './dom.js';
import { mentionsIn } from './mentions.js';
import { modalParts } from './modal-fields.js';
import { inWords } from './wire.js';

let open = null;

/** Show a modal from INTERACTION_MODAL_CREATE; an earlier one still open gives way, as with Discord. */
export function openModal(session, modal) {
	open?.remove();
	const channel = session.store.channels.get(modal.channel_id) ?? session.channel;
	const parts = modalParts(modal.components, {
		store: session.store,
		channel,
		place: mentionsIn(session, channel),
	});
	const fields = parts.map((part) => part.field).filter(Boolean);
	const titleId = uniqueId('modal-title');
	const error = h('p', { class: 'field-error', role: 'alert' });
	const submit = h('button', { type: 'submit', class: 'button primary' }, 'Submit');
	const before = document.activeElement;
	let touched = false;
	let warned = false;

	const close = () => {
		dialog.close();
		dialog.remove();
		open = null;
		if (before?.isConnected) before.focus();
		else session.composer.focus();
	};

	/** A stray Escape must not cost a written page: closing it takes a second time once something is typed. */
	const leave = () => {
		if (!touched || warned) {
			close();
			return;
		}
		warned = true;
		error.textContent = 'You have not submitted this yet. Cancel once more to discard what you wrote.';
	};

	const send = async (event) => {
		event.preventDefault();
		if (submit.getAttribute('aria-busy') === 'true') return;
		const wrong = fields.filter((field) => {
			const words = field.check();
			field.say(words);
			return words;
		});
		if (wrong.length) {
			wrong[0].control.focus();
			return;
		}
		const files = [];
		const components = parts.map((part) => part.submit(files));
		error.textContent = '';
		submit.setAttribute('aria-busy', 'true');
		try {
			await session.interactions.modal(channel, modal, components, files);
			close();
		} catch (failure) {
			error.textContent = `${inWords(failure)} What you wrote is still here: you can submit it again.`;
		} finally {
			submit.removeAttribute('aria-busy');
		}
	};

	const dialog = h(
		'dialog',
		{
			class: 'modal',
			'aria-labelledby': titleId,
			oncancel: (event) => {
				event.preventDefault();
				leave();
			},
		},
		h(
			'form',
			{
				novalidate: true,
				onsubmit: send,
				oninput: () => {
					touched = true;
					warned = false;
				},
			},
			h(
				'header',
				{},
				avatar(modal.application.name, modal.application.id, { app: true }),
				h('h2', { id: titleId }, modal.title),
			),
			h(
				'div',
				{ class: 'modal-fields' },
				parts.map((part) => part.element),
			),
			error,
			h(
				'footer',
				{},
				h('button', { type: 'button', class: 'button secondary', onclick: leave }, 'Cancel'),
				submit,
			),
		),
	);
	open = dialog;
	document.body.append(dialog);
	dialog.showModal();
	fields[0]?.control.focus();
}
