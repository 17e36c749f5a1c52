// Moving among messages by keyboard: one at a time is in the tab order, with its own buttons.

/** Keeps one of the articles in `list` in the tab order; arrow keys, Home and End go from one to the next. */
export class Roving {
	constructor(list) {
		this.list = list;
		list.addEventListener('keydown', (event) => this.#move(event));
		list.addEventListener('focusin', ({ target }) => {
			const article = target.closest('article');
			if (article && article.tabIndex !== 0) this.set(article);
		});
	}

	get articles() {
		return [...this.list.querySelectorAll('article')];
	}

	set(article) {
		if (!article) return;
		for (const other of this.list.querySelectorAll('article[tabindex="0"]')) setTabStop(other, -1);
		setTabStop(article, 0);
	}

	#move(event) {
		if (!event.target.matches('article')) return;
		const { articles } = this;
		const at = articles.indexOf(event.target);
		const targets = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: articles.length - 1 };
		const target = articles[targets[event.key]];
		if (!target) return;
		event.preventDefault();
		target.focus();
		target.scrollIntoView({ block: 'nearest' });
	}
}

function setTabStop(article, tabIndex) {
	article.tabIndex = tabIndex;
	for (const button of article.querySelectorAll('[data-roving]')) button.tabIndex = tabIndex;
}
