// Development only: reloads when Trunk has built. Trunk's own reload script is inline, which the policy forbids.
{
  const listen = () => {
    const socket = new WebSocket(new URL(".well-known/trunk/ws", document.baseURI).href.replace(/^http/, "ws"));
    socket.onmessage = ({ data }) => {
      const { type, data: more } = JSON.parse(data);
      if (type === "reload") location.reload();
      if (type === "buildFailure") console.error(more?.reason ?? "The build failed.");
    };
    socket.onclose = () => setTimeout(listen, 1000); // `trunk serve` was restarted
  };
  listen();
}
