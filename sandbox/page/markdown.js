// Discord's block markdown: code blocks, quotes, headings, subtext, lists. Inline marks are in inline.js.

import { fragment, h } from './dom.js';
import { inline } from './inline.js';

const FENCE = /```(?:([\w+#.-]+)\n)?\n?([^]*?)\n?```/g;

/** A fragment for a message's text. `place` resolves mentions, as in `inline`. */
export function markdown(text, place) {
	const nodes = [];
	let from = 0;
	for (const match of text.matchAll(FENCE)) {
		// ``` ``` with nothing inside is not a code block.
		if (!match[2].trim()) continue;
		nodes.push(...blocks(text.slice(from, match.index).replace(/\n$/, ''), place));
		nodes.push(
			h(
				'pre',
				{ tabIndex: 0, 'aria-label': match[1] ? `Code, ${match[1]}` : 'Code', role: 'region' },
				h('code', {}, match[2]),
			),
		);
		from = match.index + match[0].length;
	}
	nodes.push(...blocks(text.slice(from).replace(from ? /^\n/ : /^$/, ''), place));
	return fragment(nodes);
}

const HEADING = /^(#{1,3})\s+(\S.*)$/;
const SUBTEXT = /^-#\s+(\S.*)$/;
const ITEM = /^(\s*)([-*]|\d{1,9}\.)\s+(\S.*)$/;
const QUOTE = /^>\s(.*)$/;
const REST_QUOTED = /^>>>\s?/;

function blocks(text, place) {
	if (!text) return [];
	const lines = text.split('\n');
	const nodes = [];
	let plain = [];
	const flush = () => {
		if (plain.length) nodes.push(h('p', {}, inline(plain.join('\n'), place)));
		plain = [];
	};
	while (lines.length) {
		const block = REST_QUOTED.test(lines[0]) ? restQuoted(lines, place) : blockAt(lines, place);
		if (block) {
			flush();
			nodes.push(block);
		} else {
			plain.push(lines.shift());
		}
	}
	flush();
	return nodes;
}

/** The block that starts at the first line, its lines taken off `lines`; null for ordinary text. */
function blockAt(lines, place) {
	const heading = HEADING.exec(lines[0]);
	// One heading level for all: what people write must not break the page's outline.
	if (heading) {
		lines.shift();
		return h('h3', { class: `size-${heading[1].length}` }, inline(heading[2], place));
	}
	const subtext = SUBTEXT.exec(lines[0]);
	if (subtext) {
		lines.shift();
		return h('p', { class: 'subtext' }, inline(subtext[1], place));
	}
	if (QUOTE.test(lines[0])) {
		const quoted = takeWhile(lines, (line) => QUOTE.test(line)).map((line) => QUOTE.exec(line)[1]);
		return h('blockquote', {}, blocks(quoted.join('\n'), place));
	}
	if (ITEM.test(lines[0]))
		return list(
			takeWhile(lines, (line) => ITEM.test(line)),
			place,
		);
	return null;
}

function restQuoted(lines, place) {
	const quoted = lines.splice(0).join('\n').replace(REST_QUOTED, '');
	return h('blockquote', {}, blocks(quoted, place));
}

function takeWhile(lines, wanted) {
	const end = lines.findIndex((line) => !wanted(line));
	return lines.splice(0, end < 0 ? lines.length : end);
}

/** Lists from items, nested by their indentation. */
function list(lines, place) {
	const items = lines.map((line) => {
		const [, indent, marker, text] = ITEM.exec(line);
		return { depth: indent.length, ordered: /\d/.test(marker), start: Number.parseInt(marker, 10), text };
	});
	const least = Math.min(...items.map(({ depth }) => depth));
	const lists = [];
	while (items.length) lists.push(nest(items, least, place));
	return fragment(lists);
}

function nest(items, depth, place) {
	const { ordered, start } = items[0];
	const node = ordered ? h('ol', { start }) : h('ul');
	while (items.length && items[0].depth >= depth) {
		if (items[0].depth > depth && node.lastChild) node.lastChild.append(nest(items, items[0].depth, place));
		// Numbers after bullets at the same depth begin a list of their own.
		else if (items[0].ordered !== ordered) break;
		else node.append(h('li', {}, inline(items.shift().text, place)));
	}
	return node;
}
