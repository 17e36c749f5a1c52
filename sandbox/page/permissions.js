// What a person may do where: Discord's own rule, from roles and a channel's overwrites.

export const Permission = {
	ADMINISTRATOR: 1n << 3n,
	ADD_REACTIONS: 1n << 6n,
	VIEW_CHANNEL: 1n << 10n,
	SEND_MESSAGES: 1n << 11n,
	MANAGE_MESSAGES: 1n << 13n,
	ATTACH_FILES: 1n << 15n,
	USE_APPLICATION_COMMANDS: 1n << 31n,
	SEND_MESSAGES_IN_THREADS: 1n << 38n,
};
const EVERYTHING = ~0n;

/** A member's permissions in a channel, as bits. `guild` is a store guild; direct messages grant everything. */
export function permissionsIn(guild, channel) {
	if (!guild) return EVERYTHING;
	const member = guild.me;
	if (!member) return 0n;
	if (guild.ownerId === member.user.id) return EVERYTHING;
	const held = [guild.id, ...member.roles];
	let bits = held.reduce((sum, id) => sum | BigInt(guild.roles.get(id)?.permissions ?? 0), 0n);
	if (bits & Permission.ADMINISTRATOR) return EVERYTHING;
	const overwrites = new Map((channel.permission_overwrites ?? []).map((entry) => [entry.id, entry]));
	const apply = (entries) => {
		const both = (key) => entries.reduce((sum, entry) => sum | BigInt(entry?.[key] ?? 0), 0n);
		bits = (bits & ~both('deny')) | both('allow');
	};
	apply([overwrites.get(guild.id)]);
	apply(member.roles.map((id) => overwrites.get(id)));
	apply([overwrites.get(member.user.id)]);
	return bits;
}
