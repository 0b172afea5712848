// The least that a worker can be.
onmessage = ({ data: { id, a, b, buffer } }) => (buffer ? postMessage({ id, buffer }, [buffer]) : postMessage({ id, sum: a + b }));
