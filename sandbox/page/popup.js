// Lists that float beside what opened them, in the top layer so that no scrolling box cuts them off.

const GAP = 4;

/**
 * Show `popup` (an element with popover="manual") below `anchor`, or above it where there is more room.
 * Returns `{place, hide}`: `place` puts it right again after the anchor moved. `above` prefers above; `fit` makes
 * it as wide as the anchor.
 */
export function showBeside(anchor, popup, { above = false, fit = false } = {}) {
	popup.showPopover();
	const place = () => {
		const box = anchor.getBoundingClientRect();
		const below = innerHeight - box.bottom - GAP * 2;
		const over = box.top - GAP * 2;
		const upwards = above ? over > 120 || over > below : below < 240 && over > below;
		const width = fit ? box.width : Math.max(popup.offsetWidth, 0);
		popup.style.maxHeight = `${Math.min(Math.max(upwards ? over : below, 80), 360)}px`;
		if (fit) popup.style.width = `${box.width}px`;
		popup.style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - width - GAP))}px`;
		popup.style.top = upwards ? 'auto' : `${box.bottom + GAP}px`;
		popup.style.bottom = upwards ? `${innerHeight - box.top + GAP}px` : 'auto';
	};
	place();
	const follow = (event) => {
		if (event.target !== popup) place();
	};
	addEventListener('resize', place);
	addEventListener('scroll', follow, { capture: true, passive: true });
	const hide = () => {
		removeEventListener('resize', place);
		removeEventListener('scroll', follow, { capture: true });
		if (popup.isConnected) popup.hidePopover();
	};
	return { place, hide };
}

/** Which entry is next when an arrow key is pressed in a list of `count`, going round; null for other keys. */
export function arrowTarget(key, current, count) {
	if (!count) return null;
	if (key === 'ArrowDown') return (current + 1) % count;
	if (key === 'ArrowUp') return (current <= 0 ? count : current) - 1;
	return null;
}
