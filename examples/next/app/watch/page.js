export default function Watch() {
  return (
    <main>
      <h1>The studio, from the inside</h1>
      <iframe src="https://www.youtube-nocookie.com/embed/lantern" title="A tour" width="320" height="180" />
    </main>
  );
}
