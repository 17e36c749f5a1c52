// Every kind of input a modal can hold: its control, and what was entered as the wire wants it back.

import { unknown } from './components.js';
import { h, uniqueId } from './dom.js';
import { markdown } from './markdown.js';
import { SELECT_TYPES, countTrouble, selectPicker } from './selects.js';

const ROW = 1,
	TEXT_INPUT = 4,
	TEXT_DISPLAY = 10,
	LABEL = 18,
	FILE_UPLOAD = 19,
	RADIO_GROUP = 21,
	CHECKBOX_GROUP = 22,
	CHECKBOX = 23;
const REQUIRED = 'This field is required.';

/**
 * The parts of a modal. `view` is `{store, channel, place}`. Each part is `{element, field?, submit(files)}`: `submit` gives
 * the part's payload, its uploads pushed on `files`; `field` is `{control, check(), say(words)}` where it can be wrong.
 */
export function modalParts(components, view) {
	return components.map((component) => {
		if (component.type === LABEL)
			return labelled(component, component.component, view, (inner) => ({ component: inner }));
		if (component.type === ROW) {
			const [input] = component.components;
			return labelled({ ...component, label: input.label }, input, view, (inner) => ({
				components: [inner],
			}));
		}
		if (component.type === TEXT_DISPLAY) {
			const payload = { type: TEXT_DISPLAY, id: component.id };
			return {
				element: h('div', { class: 'text' }, markdown(component.content, view.place)),
				submit: () => payload,
			};
		}
		return { element: unknown(component), submit: () => ({ type: component.type, id: component.id }) };
	});
}

function labelled({ type, id, label, description }, component, view, wrap) {
	const make = MAKERS[component.type];
	if (!make) return { element: unknown(component), submit: () => ({ type, id }) };
	const ids = {
		control: uniqueId('input'),
		label: uniqueId('label'),
		hint: uniqueId('hint'),
		error: uniqueId('error'),
	};
	ids.described = `${description ? `${ids.hint} ` : ''}${ids.error}`;
	const input = make(component, ids, view, label);
	const error = h('p', { class: 'field-error', id: ids.error, role: 'alert' });
	const say = (words) => {
		error.textContent = words ?? '';
		if (input.grouped) return;
		if (words) input.control.setAttribute('aria-invalid', 'true');
		else input.control.removeAttribute('aria-invalid');
	};
	input.element.addEventListener('input', () => say(null));
	const name = [label, isRequired(component) && h('span', { class: 'required' }, ' required')];
	const hint = description && h('p', { class: 'hint', id: ids.hint }, description);
	const element = input.grouped
		? h(
				'fieldset',
				{ class: 'field', 'aria-describedby': ids.described },
				h('legend', {}, name),
				hint,
				input.element,
				error,
			)
		: h(
				'div',
				{ class: 'field' },
				h('label', { id: ids.label, for: ids.control }, name),
				hint,
				input.element,
				error,
			);
	const submit = (files) => {
		const payload = {
			type: component.type,
			id: component.id,
			custom_id: component.custom_id,
			...input.read(files),
		};
		return { type, id, ...wrap(payload) };
	};
	return { element, submit, field: { control: input.control, check: input.check, say } };
}

/** Everything but a single checkbox is required unless it says otherwise. */
const isRequired = (component) => component.type !== CHECKBOX && component.required !== false;

const MAKERS = {
	[TEXT_INPUT]: textInput,
	...Object.fromEntries(SELECT_TYPES.map((type) => [type, selectInput])),
	[FILE_UPLOAD]: fileInput,
	[RADIO_GROUP]: (component, ids) => choiceGroup(component, ids, 'radio'),
	[CHECKBOX_GROUP]: (component, ids) => choiceGroup(component, ids, 'checkbox'),
	[CHECKBOX]: checkbox,
};

function textInput(component, ids) {
	const paragraph = component.style === 2;
	const control = h(paragraph ? 'textarea' : 'input', {
		id: ids.control,
		type: paragraph ? null : 'text',
		rows: paragraph ? 5 : null,
		autocomplete: 'off',
		value: component.value ?? '',
		placeholder: component.placeholder,
		maxlength: component.max_length ?? 4000,
		'aria-describedby': ids.described,
		'aria-required': isRequired(component) ? 'true' : null,
	});
	const check = () => {
		const { length } = control.value;
		if (!length) return isRequired(component) ? REQUIRED : null;
		const least = component.min_length ?? 0;
		return length < least ? `Must be ${least} or more in length.` : null;
	};
	return { element: withCount(control, component), control, check, read: () => ({ value: control.value }) };
}

/** Long inputs with a limit of their own show how much room is left. */
function withCount(control, { max_length: most }) {
	if (!most || most > 4000) return control;
	const count = h('span', { class: 'count', 'aria-hidden': 'true' });
	const update = () => {
		count.textContent = `${control.value.length} / ${most}`;
	};
	control.addEventListener('input', update);
	update();
	return h('div', { class: 'counted' }, control, count);
}

function selectInput(component, ids, view) {
	const picker = selectPicker(component, view.store, view.channel, {
		id: ids.control,
		label: null,
		describedBy: ids.described,
		required: isRequired(component),
	});
	// In a field the visible label names the input; the list takes its name from the same place.
	picker.list.setAttribute('aria-labelledby', ids.label);
	const check = () => {
		if (!picker.chosen.length) return isRequired(component) ? 'Make a choice.' : null;
		return picker.loose ? 'Choose one from the list.' : countTrouble(picker.chosen.length, component);
	};
	return {
		element: picker.element,
		control: picker.input,
		check,
		read: () => ({ values: picker.chosen.map(({ value }) => value) }),
	};
}

function choiceGroup(component, ids, type) {
	const controls = component.options.map((option) =>
		h('input', {
			id: uniqueId('choice'),
			type,
			name: ids.control,
			value: option.value,
			checked: Boolean(option.default),
		}),
	);
	const element = h(
		'div',
		{ class: 'choices' },
		component.options.map((option, index) =>
			h(
				'label',
				{ for: controls[index].id },
				controls[index],
				h('span', {}, option.label, option.description && h('small', {}, option.description)),
			),
		),
	);
	const chosen = () => controls.filter(({ checked }) => checked).map(({ value }) => value);
	const bounds = {
		min_values: component.min_values ?? 1,
		max_values: component.max_values ?? component.options.length,
	};
	const check = () => {
		const { length } = chosen();
		if (!length) return isRequired(component) ? 'Make a choice.' : null;
		return type === 'radio' ? null : countTrouble(length, bounds);
	};
	const read = () => (type === 'radio' ? { value: chosen()[0] ?? null } : { values: chosen() });
	return { element, control: controls[0], grouped: true, check, read };
}

function checkbox(component, ids) {
	const control = h('input', {
		id: ids.control,
		type: 'checkbox',
		checked: Boolean(component.default),
		'aria-describedby': ids.described,
	});
	return { element: control, control, check: () => null, read: () => ({ value: control.checked }) };
}

function fileInput(component, ids) {
	const most = component.max_values ?? 1;
	const control = h('input', {
		id: ids.control,
		type: 'file',
		multiple: most > 1,
		'aria-describedby': ids.described,
	});
	const check = () => {
		const { length } = control.files;
		if (!length) return isRequired(component) ? REQUIRED : null;
		return countTrouble(length, { min_values: component.min_values ?? 1, max_values: most });
	};
	const read = (files) => ({ values: [...control.files].map((file) => String(files.push(file) - 1)) });
	return { element: control, control, check, read };
}
