// Pictures, files and embeds. Only the sandbox's own CDN is loaded: a message must not make the page call out.

import { fileSize, h, localMedia, outsideLink, webAddress } from './dom.js';
import { markdown } from './markdown.js';
import { inline, spoiler } from './inline.js';
import { formatTime, messageTime } from './time.js';

/** 0x3366ff as a CSS colour. */
export const colour = (number) => `#${number.toString(16).padStart(6, '0')}`;

/** A picture, or a link to it when it lives elsewhere. `media` has `url` and perhaps `width` and `height`. */
export function picture(media, description) {
	const source = localMedia(media.url);
	if (source) {
		return h('img', {
			src: source,
			alt: description || '',
			width: media.width,
			height: media.height,
			loading: 'lazy',
		});
	}
	const url = webAddress(media.url);
	const text = description ? `Picture: ${description}` : 'Picture';
	return h(
		'p',
		{ class: 'elsewhere' },
		url ? outsideLink(url, `${text} (on ${url.hostname}, not loaded)`) : `${text} (no usable address)`,
	);
}

/** A file that can be downloaded: `{url, filename, size?}`. */
export function attachedFile({ url, filename, size }) {
	const source = localMedia(url);
	const name = filename || url.split('/').at(-1).split('?')[0];
	return h(
		'div',
		{ class: 'file' },
		h('span', { class: 'file-kind', 'aria-hidden': 'true' }, name.split('.').at(-1).slice(0, 4)),
		h(
			'div',
			{},
			source ? h('a', { href: source, download: name }, name) : name,
			size !== undefined && size !== null && h('small', {}, fileSize(size)),
		),
	);
}

/** A message's attachments: pictures shown, everything else to download. */
export function attachments(list) {
	return list.map((attachment) => {
		const isPicture = attachment.content_type?.startsWith('image/');
		const node = isPicture
			? h(
					'div',
					{ class: 'gallery', 'data-count': 1 },
					picture(attachment, attachment.description || attachment.filename),
				)
			: attachedFile(attachment);
		return attachment.filename.startsWith('SPOILER_') ? spoiler(node, 'div') : node;
	});
}

/** One embed. `place` resolves mentions. */
export function embed(data, place) {
	const address = data.url && webAddress(data.url);
	const title = data.title && inline(data.title, place);
	return h(
		'div',
		{
			class: 'embed',
			vars: data.color === undefined || data.color === null ? {} : { '--bar': colour(data.color) },
		},
		data.author && h('p', { class: 'embed-author' }, data.author.name),
		title && h('p', { class: 'embed-title' }, address ? outsideLink(address, title) : title),
		data.thumbnail && h('div', { class: 'thumbnail' }, picture(data.thumbnail, data.thumbnail.description)),
		data.description && h('div', { class: 'text' }, markdown(data.description, place)),
		data.fields?.length > 0 &&
			h(
				'dl',
				{ class: 'embed-fields' },
				data.fields.map((field) =>
					h(
						'div',
						{ class: field.inline ? 'inline' : null },
						h('dt', {}, inline(field.name, place)),
						h('dd', {}, markdown(field.value, place)),
					),
				),
			),
		data.image &&
			h('div', { class: 'gallery', 'data-count': 1 }, picture(data.image, data.image.description)),
		(data.footer || data.timestamp) &&
			h(
				'p',
				{ class: 'embed-footer' },
				data.footer?.text,
				data.footer && data.timestamp && ' · ',
				data.timestamp &&
					h(
						'time',
						{ datetime: data.timestamp, title: formatTime(new Date(data.timestamp), 'F') },
						messageTime(new Date(data.timestamp)),
					),
			),
	);
}
