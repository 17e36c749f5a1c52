// The five selects as one field: what each offers, in messages and in modals alike.

import { channels, matching, people, roles } from './entities.js';
import { Picker } from './picker.js';

export const SELECT_TYPES = [3, 5, 6, 7, 8];

const SOURCES = {
	3: (component) => component.options.map(({ emoji, ...option }) => ({ ...option, emoji: emoji?.name })),
	5: (component, store, channel) => people(store, channel),
	6: (component, store, channel) => roles(store, channel),
	7: (component, store, channel) => [...people(store, channel), ...roles(store, channel)],
	8: (component, store, channel) => channels(store, channel, component.channel_types),
};
const PROMPTS = {
	3: 'Make a selection',
	5: 'Choose a person',
	6: 'Choose a role',
	7: 'Choose a person or role',
	8: 'Choose a channel',
};

/** A Picker for a select component. `naming` gives its name (`label` or `labelledBy`) and other Picker options. */
export function selectPicker(component, store, channel, naming = {}) {
	const entries = () => SOURCES[component.type](component, store, channel);
	const preset = new Set((component.default_values ?? []).map(({ id }) => id));
	const prompt = component.placeholder || PROMPTS[component.type];
	return new Picker({
		label: naming.labelledBy ? undefined : prompt,
		placeholder: prompt,
		max: component.max_values ?? 1,
		disabled: component.disabled,
		initial: entries().filter((entry) => entry.default || preset.has(entry.value)),
		search: (text) => matching(entries(), text),
		...naming,
	});
}

/** What is wrong with the number chosen, in words, or null. */
export function countTrouble(count, component) {
	const least = component.min_values ?? 1;
	const most = component.max_values ?? 1;
	const number = (value) => (value === 1 ? 'one' : String(value));
	if (count < least) return least === most ? `Choose ${number(least)}.` : `Choose at least ${number(least)}.`;
	if (count > most) return `Choose at most ${number(most)}.`;
	return null;
}
