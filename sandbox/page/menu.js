// A context menu: opened by a button, the menu key or the right mouse button; closed by Escape or a click away.

import { h } from './dom.js';
import { arrowTarget, showBeside } from './popup.js';

let closeOpenMenu = null;

/**
 * Open a menu beside `anchor`. `groups` are lists of `{label, detail?, action}`, drawn with a line between
 * them. Focus goes to the first entry, and back to where it was when the menu closes.
 */
export function openMenu(anchor, label, groups) {
	closeOpenMenu?.();
	const before = document.activeElement;
	const entries = [];
	const menu = h(
		'div',
		{ class: 'menu', role: 'menu', 'aria-label': label, popover: 'manual' },
		groups
			.filter((group) => group.length)
			.map((group, index) => [
				index > 0 && h('div', { class: 'menu-line', role: 'separator' }),
				group.map((entry) => {
					const item = h(
						'button',
						{ type: 'button', role: 'menuitem', tabIndex: -1, onclick: () => choose(entry) },
						h('span', {}, entry.label),
						entry.detail && h('small', {}, entry.detail),
					);
					entries.push(item);
					return item;
				}),
			]),
	);
	// Drawn in the top layer wherever it stands; here it is inside a landmark and outside what is drawn anew.
	document.getElementById('conversation').append(menu);
	const { hide } = showBeside(anchor, menu);

	const close = () => {
		document.removeEventListener('pointerdown', outside, true);
		hide();
		menu.remove();
		closeOpenMenu = null;
		if (before?.isConnected) before.focus();
	};
	const outside = (event) => {
		if (!menu.contains(event.target)) close();
	};
	const choose = (entry) => {
		close();
		entry.action();
	};
	document.addEventListener('pointerdown', outside, true);
	menu.addEventListener('keydown', (event) => {
		const target =
			event.key === 'Home'
				? 0
				: event.key === 'End'
					? entries.length - 1
					: arrowTarget(event.key, entries.indexOf(document.activeElement), entries.length);
		if (target !== null) entries[target].focus();
		else if (event.key === 'Escape' || event.key === 'Tab') close();
		else return;
		event.preventDefault();
		event.stopPropagation();
	});
	closeOpenMenu = close;
	entries[0]?.focus();
}
