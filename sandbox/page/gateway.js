// The live side of the wire: one gateway connection for one person, remade whenever it is lost.

const DISPATCH = 0,
	HEARTBEAT = 1,
	IDENTIFY = 2,
	RECONNECT = 7,
	INVALID_SESSION = 9,
	HELLO = 10,
	ACKNOWLEDGED = 11;
const AUTHENTICATION_FAILED = 4004;
const LONGEST_WAIT = 8000;
/** A connection that has not become ready by then is given up. */
const READY_WITHIN = 10000;

/**
 * Calls `onDispatch(type, data)` for every event and `onStatus(state)` with 'connected', 'lost' or
 * 'refused' (the token is no longer known: the sandbox was reset). It always identifies afresh rather
 * than resuming: READY then brings the whole state, so nothing missed in between can linger.
 */
export class Gateway {
	#socket = null;
	#sequence = null;
	#heartbeat = 0;
	#acknowledged = true;
	#failures = 0;
	#retry = 0;
	#giveUp = 0;

	constructor(token, { onDispatch, onStatus }) {
		this.token = token;
		this.onDispatch = onDispatch;
		this.onStatus = onStatus;
		this.#connect();
		// A laptop that wakes up should not sit out the rest of a long wait.
		window.addEventListener('online', () => this.retryNow());
	}

	/** Try at once instead of waiting for the next attempt. */
	retryNow() {
		if (this.#socket) return;
		clearTimeout(this.#retry);
		this.#connect();
	}

	#connect() {
		const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
		const socket = new WebSocket(`${scheme}://${location.host}/gateway?v=10&encoding=json`);
		this.#socket = socket;
		socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
		this.#giveUp = setTimeout(() => socket.close(), READY_WITHIN);
		socket.onclose = ({ code }) => this.#lost(code);
	}

	#send(op, d) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d }));
	}

	#receive({ op, d, s, t }) {
		if (s !== null && s !== undefined) this.#sequence = s;
		if (op === DISPATCH) {
			if (t === 'READY') {
				this.#failures = 0;
				clearTimeout(this.#giveUp);
				this.onStatus('connected');
			}
			this.onDispatch(t, d);
		} else if (op === HELLO) {
			this.#beatEvery(d.heartbeat_interval);
			this.#send(IDENTIFY, {
				token: this.token,
				properties: { os: '', browser: 'Sandbox page', device: '' },
			});
		} else if (op === HEARTBEAT) {
			this.#send(HEARTBEAT, this.#sequence);
		} else if (op === ACKNOWLEDGED) {
			this.#acknowledged = true;
		} else if (op === RECONNECT || op === INVALID_SESSION) {
			this.#socket.close(4000);
		}
	}

	#beatEvery(interval) {
		clearInterval(this.#heartbeat);
		this.#acknowledged = true;
		this.#heartbeat = setInterval(() => {
			// No answer to the last beat: the connection is dead even if the socket does not know it.
			if (!this.#acknowledged) {
				this.#socket.close(4000);
				return;
			}
			this.#acknowledged = false;
			this.#send(HEARTBEAT, this.#sequence);
		}, interval);
	}

	#lost(code) {
		clearInterval(this.#heartbeat);
		clearTimeout(this.#giveUp);
		this.#socket = null;
		if (code === AUTHENTICATION_FAILED) {
			this.onStatus('refused');
			return;
		}
		this.onStatus('lost');
		const wait = Math.min(500 * 2 ** this.#failures, LONGEST_WAIT);
		this.#failures += 1;
		this.#retry = setTimeout(() => this.#connect(), wait);
	}
}
