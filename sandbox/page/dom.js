// Small helpers for building the page. Everything people write becomes text nodes: nothing here parses HTML.

/** Attributes that only work as properties once the element exists. */
const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'selected', 'tabIndex', 'readOnly']);

/**
 * Build an element: `h('button', { class: 'quiet', onclick: press }, 'Press')`.
 * `on…` are listeners, `vars` are CSS custom properties (a style attribute would break the page's
 * Content-Security-Policy), and null, undefined or false leave an attribute or a child out.
 */
export function h(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === undefined || value === null || (value === false && !PROPERTIES.has(name))) continue;
		if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
		else if (name === 'vars')
			Object.entries(value).forEach(([key, text]) => node.style.setProperty(key, text));
		else if (PROPERTIES.has(name)) node[name] = value;
		else node.setAttribute(name, value === true ? '' : value);
	}
	node.append(...present(children));
	return node;
}

/** A fragment of the children that are there. */
export function fragment(...children) {
	const node = document.createDocumentFragment();
	node.append(...present(children));
	return node;
}

const present = (children) => children.flat(Infinity).filter((child) => child || child === 0);

let lastId = 0;
/** An id nothing else on the page has, for `for`, `aria-describedby` and their like. */
export const uniqueId = (prefix) => `${prefix}-${++lastId}`;

/** How long what was announced stays for those who go back to listen again, in milliseconds. */
const KEPT_FOR = 20000;

/** Say something to people who listen to the page rather than look at it. */
export function announce(text) {
	// A line each, so that two equal messages in a row are both read out.
	const line = h('p', {}, text);
	document.getElementById('announcements').append(line);
	setTimeout(() => line.remove(), KEPT_FOR);
}

/** The letters and the hue that stand for someone: the same wherever they appear. */
export function avatar(name, id, { app = false } = {}) {
	const words = name
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.split(/[\s-]+/)
		.filter(Boolean);
	const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
	const initials = letters.map((word) => [...word][0].toUpperCase()).join('') || '?';
	// 137 degrees (the golden angle) keeps neighbouring ids far apart in colour.
	const hue = ([...String(id)].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 360, 7) * 137) % 360;
	return h(
		'span',
		{ class: app ? 'avatar app' : 'avatar', 'aria-hidden': 'true', vars: { '--hue': hue } },
		initials,
	);
}

/** "1 reply", "2 replies". */
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** A file's size as people say it. */
export function fileSize(bytes) {
	if (bytes < 1024) return plural(bytes, 'byte');
	const units = ['KB', 'MB', 'GB'];
	const power = Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length);
	return `${(bytes / 1024 ** power).toFixed(1).replace(/\.0$/, '')} ${units[power - 1]}`;
}

/** The address to open for a link someone wrote, or null when it is not a web address. */
export function webAddress(text) {
	try {
		const url = new URL(text);
		return ['http:', 'https:'].includes(url.protocol) ? url : null;
	} catch {
		return null;
	}
}

/**
 * Where this page may load a picture or file from: the sandbox's own CDN, or null for the rest of the
 * internet. The path alone is kept, so that 127.0.0.1 and localhost both work.
 */
export function localMedia(address) {
	const url = webAddress(address);
	if (!url) return null;
	const ours = url.host === location.host || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
	return ours ? url.pathname + url.search : null;
}

/** The channel, and the message if one is meant, that an address on Discord leads to; null for any other address. */
export function placeOnDiscord(url) {
	const [, channel, message] = /^\/channels\/\d+\/(\d+)(?:\/(\d+))?\/?$/.exec(url.pathname) ?? [];
	return channel && /^(\w+\.)?discord\.com$/.test(url.hostname) ? { channel, message } : null;
}

/** A link that leaves the page: opened apart, and telling the other side nothing. */
export function outsideLink(url, ...children) {
	return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);
}
