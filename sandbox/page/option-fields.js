// A field for each option of a command: its control, and what was entered, checked as Discord checks it.

import { h, uniqueId } from './dom.js';
import { channels, matching, people, roles } from './entities.js';
import { Picker } from './picker.js';

export const OptionType = {
	STRING: 3,
	INTEGER: 4,
	BOOLEAN: 5,
	USER: 6,
	CHANNEL: 7,
	ROLE: 8,
	MENTIONABLE: 9,
	NUMBER: 10,
	ATTACHMENT: 11,
};
const TYPING_PAUSE = 250;
const isNumeric = (type) => type === OptionType.INTEGER || type === OptionType.NUMBER;

/**
 * A labelled field. `context` is `{store, channel, complete(option, text)}`; `complete` fetches autocomplete.
 * Gives `{option, element, control, value, read(), say(words)}`: `read` returns `{value?, file?, error?}`, where neither
 * a value nor an error means "left out".
 */
export function optionField(option, context, typed = '') {
	const ids = { control: uniqueId('option'), hint: uniqueId('hint'), error: uniqueId('error') };
	const kind = makeControl(option, context, ids, typed);
	const error = h('p', { class: 'field-error', id: ids.error, role: 'alert' });
	const say = (words) => {
		error.textContent = words ?? '';
		if (words) kind.control.setAttribute('aria-invalid', 'true');
		else kind.control.removeAttribute('aria-invalid');
	};
	kind.control.addEventListener('input', () => say(null));
	const element = h(
		'div',
		{ class: 'field' },
		h(
			'label',
			{ for: ids.control },
			option.name,
			option.required && h('span', { class: 'required' }, ' required'),
		),
		kind.element,
		h('p', { class: 'hint', id: ids.hint }, option.description),
		error,
	);
	const read = () => {
		const entered = kind.read();
		if (entered.error || entered.value !== undefined) return entered;
		return option.required ? { error: 'This option is required. Specify a value.' } : {};
	};
	return { option, element, control: kind.control, raw: kind.raw, read, say };
}

function makeControl(option, context, ids, typed) {
	const described = `${ids.hint} ${ids.error}`;
	if (option.type === OptionType.ATTACHMENT) return fileControl(ids, described);
	const listed = sourceOf(option, context);
	if (!listed && !option.autocomplete) return textControl(option, ids, described, typed);
	const initial = listed && typed ? matching(listed(), typed).slice(0, 1) : [];
	const picker = new Picker({
		id: ids.control,
		describedBy: described,
		label: null,
		required: option.required,
		initial,
		free: option.autocomplete,
		delay: option.autocomplete ? TYPING_PAUSE : 0,
		search: option.autocomplete
			? async (text) =>
					(await context.complete(option, text)).map(({ name, name_localized: localized, value }) => ({
						value,
						label: localized ?? name,
					}))
			: (text) => matching(listed(), text),
	});
	if (option.autocomplete && typed) picker.input.value = typed;
	picker.list.setAttribute('aria-label', option.name);
	return {
		element: picker.element,
		control: picker.input,
		raw: () => picker.input.value,
		read: () => readPicker(picker, option),
	};
}

function readPicker(picker, option) {
	if (picker.loose.trim()) return { error: 'Choose one from the list.' };
	const [entry] = picker.chosen;
	if (!entry) return {};
	return typeof entry.value === 'string' && isNumeric(option.type)
		? readNumber(entry.value, option)
		: { value: entry.value };
}

/** The entries to choose from, for options that have a fixed set; null for the others. */
function sourceOf(option, { store, channel }) {
	if (option.choices?.length) {
		return () =>
			option.choices.map(({ name, name_localized: localized, value }) => ({
				value,
				label: localized ?? name,
			}));
	}
	return (
		{
			[OptionType.BOOLEAN]: () => [
				{ value: true, label: 'True' },
				{ value: false, label: 'False' },
			],
			[OptionType.USER]: () => people(store, channel),
			[OptionType.ROLE]: () => roles(store, channel),
			[OptionType.MENTIONABLE]: () => [...people(store, channel), ...roles(store, channel)],
			[OptionType.CHANNEL]: () => channels(store, channel, option.channel_types),
		}[option.type] ?? null
	);
}

function textControl(option, ids, described, typed) {
	const control = h('input', {
		id: ids.control,
		type: 'text',
		autocomplete: 'off',
		value: typed,
		'aria-describedby': described,
		'aria-required': option.required ? 'true' : null,
		inputmode: isNumeric(option.type) ? 'decimal' : null,
	});
	const read = () => {
		const text = control.value.trim();
		if (!text) return {};
		return isNumeric(option.type) ? readNumber(text, option) : readText(text, option);
	};
	return { element: control, control, raw: () => control.value, read };
}

function readText(text, { min_length: least, max_length: most = 6000 }) {
	if (least !== undefined && text.length < least) return { error: `Must be ${least} or more in length.` };
	return text.length > most ? { error: `Must be ${most} or fewer in length.` } : { value: text };
}

function readNumber(text, { type, min_value: least, max_value: most }) {
	const number = Number(text.replace(',', '.'));
	const whole = type === OptionType.INTEGER;
	if (!Number.isFinite(number) || (whole && !Number.isSafeInteger(number))) {
		return { error: whole ? 'Enter a whole number.' : 'Enter a number.' };
	}
	if (least !== undefined && number < least) return { error: `Must be ${least} or more.` };
	return most !== undefined && number > most ? { error: `Must be ${most} or less.` } : { value: number };
}

function fileControl(ids, described) {
	const control = h('input', { id: ids.control, type: 'file', 'aria-describedby': described });
	return {
		element: control,
		control,
		raw: () => '',
		read: () => (control.files.length ? { value: '', file: control.files[0] } : {}),
	};
}
