import Conversations
import Dialects
import Reactor
import Wire

/// Assigns the slots of servers that have several and let a request name one.
@LoopActor
final class SlotDesk {
  private var books: [String: SlotBook] = [:]

  /// A desk that has assigned nothing yet.
  init() {}

  /// A request that names the slot of its conversation, where the target has several and the client names none.
  func pinned(
    _ encoded: EncodedRequest, of client: ClientRequest, to destination: Destination, at state: SessionState,
    kind: RequestKind
  ) -> EncodedRequest {
    guard let count = destination.slots, count > 1, client.chat.document.root[OpenAIChat.slotMember] == nil
    else {
      return encoded
    }
    let name = destination.target.name
    var book = books[name].flatMap { $0.count == count ? $0 : nil } ?? SlotBook(count: count)
    let line =
      state.placement == .side ? nil : SlotBook.Line(session: state.session, branch: state.branch)
    let slot = book.slot(for: line, kind: kind, at: LoopActor.shared.loop.now)
    books[name] = book
    return slot.map(encoded.pinned(toSlot:)) ?? encoded
  }
}
