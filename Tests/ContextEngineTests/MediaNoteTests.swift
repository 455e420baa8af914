import Conversations
import Testing

@testable import ContextEngine

@Suite("What is said in place of a picture or a file")
struct MediaNoteTests {
  @Test func `says what it was, how large, and why it is not there`() {
    let picture = Media(mediaType: "image/png", source: .base64(String(repeating: "A", count: 8_000)))
    #expect(
      MediaNote.image(picture, .unseen)
        == "[ctxgw: image, image/png, 6 KB left out: this model cannot see it]")
    #expect(
      MediaNote.image(Media(mediaType: nil, source: .url("https://x.example/a.png")), .room)
        == "[ctxgw: image, https://x.example/a.png left out: to fit the window]")
    #expect(
      MediaNote.document("Plan", Media(mediaType: "application/pdf", source: .file(id: "f_1")))
        == "[ctxgw: document, \"Plan\", application/pdf, file f_1 left out: this model cannot read it]")
  }
}
