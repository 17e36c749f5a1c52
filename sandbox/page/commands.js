// The commands a person may use: fetched, flattened to what can be run, found by what is typed.

const SUBCOMMAND = 1,
	GROUP = 2;
const FRESH_FOR = 10000;

export const CommandType = { SLASH: 1, USER: 2, MESSAGE: 3 };

/** Fetches a place's commands and keeps them for a few seconds: a restarted bot may bring others. */
export class CommandIndex {
	#known = new Map();

	constructor(api) {
		this.api = api;
	}

	/**
	 * Entries for a server, or for direct messages without one: `{id, type, version, application_id, application,
	 * name, path, description, options, trail}`, one for each thing that can be run. `path` is "group sub".
	 */
	async load(guildId) {
		const key = guildId ?? 'direct';
		const known = this.#known.get(key);
		if (known && Date.now() - known.at < FRESH_FOR) return known.entries;
		const index = await this.api.commandIndex(guildId);
		const applications = new Map(index.applications.map((application) => [application.id, application]));
		const entries = index.application_commands
			.flatMap((command) => flatten(command, applications.get(command.application_id)))
			.sort((a, b) => a.path.localeCompare(b.path));
		this.#known.set(key, { at: Date.now(), entries });
		return entries;
	}

	async ofType(type, guildId) {
		return (await this.load(guildId)).filter((entry) => entry.type === type);
	}
}

function flatten(command, application) {
	const entry = (node, trail) => ({
		id: command.id,
		type: command.type ?? CommandType.SLASH,
		version: command.version,
		application_id: command.application_id,
		application,
		name: command.name,
		path: [command, ...trail].map((part) => part.name_localized ?? part.name).join(' '),
		description: node.description_localized ?? node.description ?? '',
		options: node.options ?? [],
		trail,
	});
	const walk = (node, trail) => {
		const inner = (node.options ?? []).filter(({ type }) => type === SUBCOMMAND || type === GROUP);
		return inner.length ? inner.flatMap((option) => walk(option, [...trail, option])) : [entry(node, trail)];
	};
	return walk(command, []);
}

/** Entries for what was typed after the slash: whole words of the path first, then anywhere in it. */
export function filterCommands(entries, typed) {
	const wanted = typed.toLowerCase().trimStart();
	const rank = ({ path, description }) => {
		if (path.startsWith(wanted)) return 0;
		if (path.split(/[\s-]/).some((word) => word.startsWith(wanted))) return 1;
		if (path.includes(wanted)) return 2;
		return description.toLowerCase().includes(wanted) ? 3 : 4;
	};
	return entries
		.map((entry) => [rank(entry), entry])
		.filter(([place]) => place < 4)
		.sort(([one], [other]) => one - other)
		.map(([, entry]) => entry);
}

/**
 * A command typed as text, "/who query: who knows NVivo?": its entry, the values by option name and the option
 * being typed, or null when no command's whole path has been typed yet. Text without a name is the first option's.
 */
export function parseTyped(text, entries) {
	const typed = text.slice(1);
	const entry = entries
		.filter(({ path }) => typed.startsWith(`${path} `))
		.sort((a, b) => b.path.length - a.path.length)[0];
	if (!entry) return null;
	const rest = typed.slice(entry.path.length + 1);
	const values = {};
	let current = entry.options[0]?.name;
	for (const word of rest.split(/(\s+)/)) {
		const named = entry.options.find(({ name }) => word.startsWith(`${name}:`));
		if (named) current = named.name;
		const piece = named ? word.slice(named.name.length + 1) : word;
		if (current) values[current] = (values[current] ?? '') + piece;
	}
	for (const name of Object.keys(values)) {
		// Space at the end stays: the next word may be on its way.
		values[name] = values[name].trimStart();
		if (!values[name]) delete values[name];
	}
	return { entry, values, current };
}

/**
 * The `data` of a command interaction. `filled` are `{type, name, value, focused?}` of the innermost options;
 * `attachments` the files they name.
 */
export function commandData(entry, filled, attachments = []) {
	const options = entry.trail.reduceRight(
		(inner, { type, name }) => [{ type, name, options: inner }],
		filled,
	);
	return { id: entry.id, name: entry.name, type: entry.type, version: entry.version, options, attachments };
}
