// Light or dark: the system's choice until the person makes their own, which this browser then remembers.

const KEY = 'sandbox-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Apply the remembered theme and let `button` switch it. */
export function startTheme(button) {
	const isDark = () => (localStorage.getItem(KEY) ?? (dark.matches ? 'dark' : 'light')) === 'dark';
	const apply = () => {
		const chosen = localStorage.getItem(KEY);
		if (chosen) document.documentElement.dataset.theme = chosen;
		button.setAttribute('aria-pressed', String(isDark()));
	};
	button.addEventListener('click', () => {
		localStorage.setItem(KEY, isDark() ? 'light' : 'dark');
		apply();
	});
	dark.addEventListener('change', apply);
	apply();
}
