// Dates and times, always in the viewer's own zone, in UK English.

const formats = {
	t: { hour: '2-digit', minute: '2-digit' },
	T: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
	d: { day: '2-digit', month: '2-digit', year: 'numeric' },
	D: { day: 'numeric', month: 'long', year: 'numeric' },
	f: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
	F: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
	s: { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' },
	S: {
		day: '2-digit',
		month: '2-digit',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	},
};
// Making a formatter costs far more than using it, and a full channel uses hundreds.
const formatters = Object.fromEntries(
	Object.entries(formats).map(([style, options]) => [style, new Intl.DateTimeFormat('en-GB', options)]),
);
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });
const steps = [
	['year', 31536000],
	['month', 2629800],
	['day', 86400],
	['hour', 3600],
	['minute', 60],
	['second', 1],
];

const DISCORD_EPOCH = 1420070400000;

const days = new Intl.DateTimeFormat('en-GB', {
	weekday: 'long',
	day: 'numeric',
	month: 'long',
	year: 'numeric',
});

let ahead = 0;
/** What "now" is for everything the page shows: the sandbox's time, in milliseconds. */
export const now = () => Date.now() + ahead;
/** The sandbox's time is so many seconds ahead of this computer's. */
export const setAhead = (seconds) => {
	ahead = seconds * 1000;
};

/** When a snowflake was made, as a Date. */
export const snowflakeTime = (id) => new Date(Number(BigInt(id) >> 22n) + DISCORD_EPOCH);

/** A fresh nonce: a snowflake of now, as Discord's own client sends. */
let lastNonce = 0n;
export function nonce() {
	const fresh = BigInt(Math.floor(now()) - DISCORD_EPOCH) << 22n;
	lastNonce = fresh > lastNonce ? fresh : lastNonce + 1n;
	return String(lastNonce);
}

/** A moment in one of Discord's timestamp styles (t T d D f F s S R); unknown styles read as f. */
export function formatTime(date, style = 'f') {
	if (style === 'R') return ago(date);
	return (formatters[style] ?? formatters.f).format(date);
}

function ago(date) {
	const seconds = (date - now()) / 1000;
	const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? steps.at(-1);
	// What begins in a minute less than nine days begins in nine days, as on Discord.
	return relative.format(Math.round(seconds / length), unit);
}

/** The time beside a message: the clock today, "Yesterday at", else the date. */
export function messageTime(date) {
	const days = Math.round((midnight(new Date(now())) - midnight(date)) / 86400000);
	if (days === 0) return formatTime(date, 't');
	if (days === 1) return `Yesterday at ${formatTime(date, 't')}`;
	return `${formatTime(date, 'd')}, ${formatTime(date, 't')}`;
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** Whether two moments fall on the same day here. */
export const sameDay = (one, other) => midnight(one).getTime() === midnight(other).getTime();

/** A day's full name: "Tuesday 3 November 2026". */
export const formatDay = (date) => days.format(date);

/** Keep "in 3 hours" true while the page stays open. */
export function keepRelativeTimesFresh() {
	setInterval(refreshRelativeTimes, 15000);
}

export function refreshRelativeTimes() {
	for (const element of document.querySelectorAll('time[data-style="R"]')) {
		element.textContent = formatTime(new Date(element.dateTime), 'R');
	}
}
