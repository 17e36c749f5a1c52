// Discord's inline markdown: emphasis, code, links, mentions, timestamps, spoilers. Text in, nodes out.

import { h, outsideLink, placeOnDiscord, webAddress } from './dom.js';
import { formatTime } from './time.js';

/** Deep nesting is either a mistake or an attack; past this the marks are shown as they were typed. */
const DEEPEST = 10;

const MARKS = [
	['||', (inner) => spoiler(inner)],
	['**', (inner) => h('strong', {}, inner)],
	['__', (inner) => h('u', {}, inner)],
	['~~', (inner) => h('s', {}, inner)],
	['*', (inner) => h('em', {}, inner)],
	['_', (inner) => h('em', {}, inner)],
];

/** Each rule: a sticky pattern, and what to show for a match (null: not this rule after all). */
const RULES = [
	[/\\([^\p{L}\p{N}\s])/uy, ([, character]) => character],
	[/<(https?:\/\/[^\s<>]+)>/y, ([, address]) => link(address, address)],
	[/<t:(-?\d{1,13})(?::([a-zA-Z]))?>/y, ([, seconds, style]) => timestamp(Number(seconds), style)],
	[/<@!?(\d+)>/y, ([, id], place) => place.user(id)],
	[/<@&(\d+)>/y, ([, id], place) => place.role(id)],
	[/<#(\d+)>/y, ([, id], place) => place.channel(id)],
	[/<\/([^:<>]{1,100}):(\d+)>/y, ([, path], place) => place.command(path)],
	[/<a?:(\w+):\d+>/y, ([, name]) => h('span', { class: 'emoji' }, `:${name}:`)],
	[/@(everyone|here)\b/y, ([text]) => h('span', { class: 'mention' }, text)],
	[
		/\[((?:[^[\]\\\n]|\\.|\[[^[\]\n]*\])+)\]\(<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+"([^"]*)")?\)/y,
		maskedLink,
	],
	[/https?:\/\/[^\s<]+[^\s<.,:;"'\])}!?|*_~]/y, ([address], place) => inside(address, place) ?? link(address, address)],
];
const INTERESTING = /[\\`<@[*_~|]|https?:/g;

/** Nodes for a run of text. `place` resolves mentions: `{user, role, channel, command}`, each giving a node. */
export function inline(text, place, depth = 0) {
	const nodes = [];
	let plain = 0;
	let at = 0;
	const emit = (node, end) => {
		if (plain < at) nodes.push(text.slice(plain, at));
		nodes.push(node);
		at = plain = end;
	};
	while ((at = nextInteresting(text, at)) < text.length) {
		const found =
			codeAt(text, at) ??
			byRule(text, at, place, depth) ??
			(depth < DEEPEST ? byMark(text, at, place, depth) : null);
		if (found) emit(found.node, found.end);
		else at += 1;
	}
	if (plain < text.length) nodes.push(text.slice(plain));
	return nodes;
}

function nextInteresting(text, from) {
	INTERESTING.lastIndex = from;
	return INTERESTING.exec(text)?.index ?? text.length;
}

/** Code between two runs of equally many backticks, whatever lies between. */
function codeAt(text, at) {
	if (text[at] !== '`' || text[at - 1] === '`') return null;
	const runs = text.slice(at).matchAll(/`+/g);
	const opening = runs.next().value[0].length;
	for (const { 0: run, index } of runs) {
		if (run.length !== opening) continue;
		const code = text.slice(at + opening, at + index);
		// One space inside each end is there to keep backticks apart, and is not part of the code.
		return { node: h('code', {}, code.replace(/^ (.*) $/s, '$1')), end: at + index + opening };
	}
	return null;
}

function byRule(text, at, place, depth) {
	for (const [pattern, show] of RULES) {
		pattern.lastIndex = at;
		const match = pattern.exec(text);
		const node = match && show(match, place, depth);
		if (node) return { node, end: at + match[0].length };
	}
	return null;
}

function byMark(text, at, place, depth) {
	for (const [mark, show] of MARKS) {
		if (!text.startsWith(mark, at)) continue;
		const start = at + mark.length;
		const end = closing(text, start, mark, at);
		if (end > start)
			return { node: show(inline(text.slice(start, end), place, depth + 1)), end: end + mark.length };
	}
	return null;
}

/** Where the mark opened before `start` closes, or -1. */
function closing(text, start, mark, openedAt) {
	const single = mark.length === 1;
	if (single && /\s/.test(text[start] ?? ' ')) return -1;
	// snake_case_names stay as they are: an underscore counts only at a word's edge.
	if (mark === '_' && /\w/.test(text[openedAt - 1] ?? ' ')) return -1;
	for (let at = start; at < text.length; at += 1) {
		if (text[at] === '\\') {
			at += 1;
		} else if (single && text.startsWith(mark + mark, at)) {
			at += 1;
		} else if (text.startsWith(mark, at) && closesHere(text, at, mark)) {
			return at;
		}
	}
	return -1;
}

function closesHere(text, at, mark) {
	// Of a longer run ("***") the last ones close, so that bold may end in italics.
	if (mark.length === 2 && text[at + 2] === mark[0]) return false;
	if (mark === '_') return !/\w/.test(text[at + 1] ?? ' ');
	return mark.length === 2 || !/\s/.test(text[at - 1]);
}

/** An address of a channel or a message here reads as its name, as on Discord. */
function inside(address, place) {
	const url = webAddress(address);
	const there = url && placeOnDiscord(url);
	return there && place.there?.(there);
}

function link(address, ...label) {
	const url = webAddress(address);
	return url && outsideLink(url, ...label);
}

function maskedLink([, label, address, title], place, depth) {
	const url = webAddress(address);
	if (!url || depth >= DEEPEST) return null;
	const anchor = outsideLink(url, inline(label, place, depth + 1));
	// The label may claim anything: the tooltip says where the link goes.
	anchor.title = title ? `${title} (${url.href})` : url.href;
	return anchor;
}

function timestamp(seconds, style = 'f') {
	const date = new Date(seconds * 1000);
	if (Number.isNaN(date.getTime())) return null;
	const full = formatTime(date, 'F');
	return h(
		'time',
		{ datetime: date.toISOString(), title: full, 'data-style': style },
		formatTime(date, style),
	);
}

/** Hidden until pressed; once shown it is ordinary text again. */
export function spoiler(content, tag = 'span') {
	const hidden = h(tag, { class: 'spoiler-content', hidden: true }, content);
	const reveal = h(
		'button',
		{
			type: 'button',
			class: 'spoiler',
			onclick: () => {
				hidden.hidden = false;
				hidden.tabIndex = -1;
				hidden.focus();
				reveal.remove();
			},
		},
		'Show spoiler',
	);
	return h(tag, { class: 'spoiler-holder' }, reveal, hidden);
}
