// Message components, classic rows and Components V2, by their documented type numbers.

import { h, outsideLink, placeOnDiscord, webAddress } from './dom.js';
import { spoiler } from './inline.js';
import { markdown } from './markdown.js';
import { attachedFile, colour, picture } from './media.js';
import { countTrouble, selectPicker } from './selects.js';
import { inWords } from './wire.js';

const BUTTON_STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

/**
 * Nodes for a message's components. `view` is `{session, channel, message, place, trouble}`:
 * `trouble(words)` shows what went wrong with a press.
 */
export function messageComponents(components, view) {
	return components.map((component) => (RENDERERS[component.type] ?? unknown)(component, view));
}

/** A kind this page does not know is named, never dropped: its author must see that it arrived. */
export const unknown = (component) =>
	h('p', { class: 'unknown' }, `Unknown component (type ${component.type})`);

const RENDERERS = {
	1: (row, view) => h('div', { class: 'row' }, messageComponents(row.components, view)),
	2: button,
	3: select,
	5: select,
	6: select,
	7: select,
	8: select,
	9: (section, view) =>
		h(
			'div',
			{ class: 'section' },
			h('div', { class: 'section-texts' }, messageComponents(section.components, view)),
			section.accessory && h('div', { class: 'accessory' }, messageComponents([section.accessory], view)),
		),
	10: (display, view) => h('div', { class: 'text' }, markdown(display.content, view.place)),
	11: (thumbnail) =>
		covered(thumbnail, h('div', { class: 'thumbnail' }, picture(thumbnail.media, thumbnail.description))),
	12: gallery,
	13: (file) => covered(file, attachedFile({ url: file.file.url, filename: file.name, size: file.size })),
	14: (separator) =>
		h('hr', {
			class: `separator${separator.divider === false ? ' blank' : ''}${separator.spacing === 2 ? ' large' : ''}`,
		}),
	17: container,
};

function gallery(component) {
	return h(
		'div',
		{ class: 'gallery', 'data-count': Math.min(component.items.length, 4) },
		component.items.map((item) => covered(item, picture(item.media, item.description))),
	);
}

function container(component, view) {
	const accent = component.accent_color ?? null;
	const box = h(
		'div',
		{
			class: accent === null ? 'container' : 'container accented',
			vars: accent === null ? {} : { '--bar': colour(accent) },
		},
		messageComponents(component.components, view),
	);
	return covered(component, box);
}

const covered = (component, node) => (component.spoiler ? spoiler(node, 'div') : node);

function button(component, view) {
	const label = [component.emoji && `${component.emoji.name} `, component.label];
	const name = component.label ? null : (component.emoji?.name ?? 'Button');
	const style = BUTTON_STYLES[component.style] ?? 'secondary';
	if (component.style === 5) {
		const url = webAddress(component.url);
		if (!url || component.disabled)
			return h('span', { class: 'button link', role: 'link', 'aria-disabled': 'true' }, label);
		const id = placeOnDiscord(url)?.channel;
		if (id && view.session.store.channels.has(id))
			return h('a', { class: 'button link', href: view.session.addressOf(id) }, label);
		const anchor = outsideLink(url, label, h('span', { 'aria-hidden': 'true' }, ' ↗'));
		anchor.className = 'button link';
		return anchor;
	}
	const node = h(
		'button',
		{
			type: 'button',
			class: `button ${style}`,
			disabled: component.disabled,
			'aria-label': name,
			'data-custom-id': component.custom_id,
			onclick: () => act(node, component, view),
		},
		label,
	);
	return node;
}

function select(component, view) {
	const picker = selectPicker(component, view.session.store, view.channel, {
		onCommit(values) {
			const wrong = countTrouble(values.length, component);
			if (wrong) view.trouble(wrong);
			else act(picker.input, component, view, values);
		},
	});
	picker.input.dataset.customId = component.custom_id;
	return h('div', { class: 'select' }, picker.element);
}

/** Send a press or a choice, the control marked busy until the application answers. */
async function act(control, component, view, values) {
	if (control.getAttribute('aria-busy') === 'true') return;
	view.trouble(null);
	control.setAttribute('aria-busy', 'true');
	try {
		await view.session.interactions.component(view.channel, view.message, component, values);
	} catch (error) {
		view.trouble(inWords(error));
	} finally {
		control.removeAttribute('aria-busy');
	}
}
