import Conversations
import Dialects

/// Reads the rest of an answer whose beginning another target has given: what it says goes on in the text that is open,
/// and what it thought before that is nobody's.
final class ContinuingDecoder: AnswerDecoder {
  private let decoder: any AnswerDecoder
  private var joint = TextJoint()
  private var read: [StreamEvent] = []

  init(_ decoder: any AnswerDecoder) { self.decoder = decoder }

  func feed(_ bytes: UnsafeRawBufferPointer, into events: inout [StreamEvent]) {
    read.removeAll(keepingCapacity: true)
    decoder.feed(bytes, into: &read)
    events += joint.joined(read)
  }

  func finish(into events: inout [StreamEvent]) {
    read.removeAll(keepingCapacity: true)
    decoder.finish(into: &read)
    events += joint.joined(read)
  }
}

/// Joins the rest of an answer to a text that is open.
struct TextJoint {
  private var isJoined = false
  private var isInsideReasoning = false

  /// The events of the rest, as they go on from the beginning.
  mutating func joined(_ events: [StreamEvent]) -> [StreamEvent] {
    events.filter { isWanted($0) }
  }

  private mutating func isWanted(_ event: StreamEvent) -> Bool {
    guard !isJoined else { return true }
    switch event {
    case .partStarted(.thinking), .partStarted(.redactedThinking): isInsideReasoning = true
    case .partStarted(let part):
      (isJoined, isInsideReasoning) = (true, false)
      if case .text = part { return false }
      return true
    case .partEnded where isInsideReasoning: isInsideReasoning = false
    case .delta where isInsideReasoning: return false
    default: return true
    }
    return false
  }
}
