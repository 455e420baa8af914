import TestKit
import Wire

/// A client that plays a recorded session, with its habits; the same seed plays it the same way.
public struct SimulatedClient {
  private let session: RecordedSession
  private let fixedPart: SyntheticFixedPart
  private let habits: ClientHabits
  private let sessionID: String?
  private let conversation: Int
  private var random: SeededGenerator
  private var turns: [ClientTurn] = []

  /// A client; one without an id of its session names none, as clients do that do not compact either.
  public init(
    playing session: RecordedSession, fixedPart: SyntheticFixedPart, habits: ClientHabits, seed: UInt64,
    sessionID: String? = nil, conversation: Int = 0
  ) {
    self.session = session
    self.fixedPart = fixedPart
    self.habits = sessionID == nil ? habits.subtracting(.compaction) : habits
    self.sessionID = sessionID
    self.conversation = conversation
    random = SeededGenerator(seed: seed)
  }

  /// All that the client sends.
  public mutating func play() -> [ClientTurn] {
    let answers = session.answers
    let compactedAt = habits.contains(.compaction) ? answers.count * 11 / 12 : answers.count
    for (number, answer) in answers[..<compactedAt].enumerated() {
      if habits.contains(.rewinds), random.once(in: 20) { rewind(before: answer, at: number) }
      send(history(upTo: answer, at: number), answeredBy: answer, isRecorded: true)
    }
    if compactedAt < answers.count { compact(from: compactedAt) }
    return turns
  }

  private mutating func send(
    _ messages: [[UInt8]], answeredBy answer: Int, isRecorded: Bool, as place: ClientTurn.Place = .line
  ) {
    var body = RequestBody(messages: messages)
    body.system = system()
    body.tools = fixedPart.tools
    var turn = ClientTurn(
      body: body.bytes, sessionID: sessionID, conversation: conversation, answer: isRecorded ? answer : nil,
      reply: Array(session.messages[answer].bytes))
    turn.place = place
    turns.append(turn)
  }

  // MARK: History

  /// The messages before an answer, as they are written down at a turn.
  private mutating func history(upTo end: Int, at number: Int, from start: Int = 0) -> [[UInt8]] {
    let isMicroCompacted = habits.contains(.microCompaction) && number >= clearing.turn
    var messages: [[UInt8]] = []
    for place in start..<end {
      var dress = dress(of: place, before: end)
      dress.clearsResults = isMicroCompacted && place < clearing.message
      messages.append(dress.dressed(session.messages[place]))
      if habits.contains(.systemNudges), let nudge = nudge(behind: place) { messages.append(nudge) }
    }
    return messages
  }

  /// From which turn on results before which message are cleared.
  private var clearing: (turn: Int, message: Int) {
    let turn = session.answers.count * 2 / 3
    return (turn, max(0, session.answers[turn] - 10))
  }

  private mutating func dress(of place: Int, before end: Int) -> MessageDress {
    var dress = MessageDress()
    dress.flipsForm = habits.contains(.stringOrList) && random.once(in: 10)
    dress.reversesKeys = habits.contains(.keyOrder) && random.once(in: 10)
    guard session.messages[place]["role"]?.isString("user") == true else { return dress }
    dress.hasCacheMark = habits.contains(.cacheMarks) && place > end - 4
    if habits.contains(.reminders), place == end - 1 { dress.additions = [reminder()] }
    return dress
  }

  private mutating func reminder() -> String {
    let texts = [
      "The list of tasks has not been used lately. Ignore this if it does not apply. (\(turns.count))",
      "src/module\(turns.count % 5).swift was changed by the user or by a linter.",
      "The user opened a file in the editor.",
    ]
    return "<system-reminder>\n\(texts[Int.random(in: 0..<3, using: &random)])\n</system-reminder>"
  }

  /// Messages of the system stand behind those of the user; the others must not be parted from their results.
  private func nudge(behind place: Int) -> [UInt8]? {
    let isUser = session.messages[place]["role"]?.isString("user") == true
    guard isUser, place > 0, place % 7 == 0 || (place + 1) % 7 == 0 else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("role", "system")
    writer.field("content", "Message \(place): keep to the task, and keep the list of tasks current.")
    writer.endObject()
    return writer.bytes
  }

  // MARK: System prompt

  private mutating func system() -> [UInt8] {
    var texts: [String] = []
    if habits.contains(.billingLine) {
      let mark = String(UInt32.random(in: 0...0xfffff, using: &random), radix: 16)
      texts.append("x-anthropic-billing-header: cc_version=2.1.327.\(mark); cc_entrypoint=cli; cch=\(mark);")
    }
    texts += fixedPart.systemTexts
    if habits.contains(.environment) {
      texts.append("<env>\nToday's date: 2026-11-20\nGit status: \(turns.count / 25) files changed\n</env>")
    }
    var writer = JSONWriter()
    writer.beginArray()
    for (place, text) in texts.enumerated() {
      writer.beginObject()
      writer.field("type", "text")
      writer.field("text", text)
      if habits.contains(.cacheMarks), place == texts.count - 1 {
        writer.key("cache_control")
        writer.raw(Array(#"{"type":"ephemeral"}"#.utf8))
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }

  // MARK: Turnings

  /// Goes back to an earlier message of the user, says it otherwise, goes on for up to three turns, and comes back.
  private mutating func rewind(before answer: Int, at number: Int) {
    let choices = (1..<answer).filter { session.messages[$0].isHumanMessage && $0 + 1 < answer }
    guard let place = choices.randomElement(using: &random) else { return }
    let followers = session.answers.filter { $0 > place && $0 < answer }.prefix(
      Int.random(in: 1...4, using: &random))
    for (count, follower) in followers.enumerated() {
      var messages = history(upTo: place, at: number)
      var rephrased = MessageDress()
      rephrased.additions = ["Rather: \(turns.count - count)."]
      messages.append(rephrased.dressed(session.messages[place]))
      messages += history(upTo: follower, at: number, from: place + 1)
      send(messages, answeredBy: follower, isRecorded: false, as: count == 0 ? .rewound : .line)
    }
  }

  /// Asks for a summary, and goes on from it.
  private mutating func compact(from number: Int) {
    let answers = session.answers
    let first = answers[number]
    var messages = history(upTo: first - 1, at: number)
    var asking = MessageDress()
    asking.additions = ["CRITICAL: Respond with TEXT ONLY. Summarise the conversation so far, in sections."]
    messages.append(asking.dressed(session.messages[first - 1]))
    send(messages, answeredBy: first, isRecorded: false, as: .side)
    for (count, answer) in answers[number...].enumerated() {
      let later = history(upTo: answer, at: number + count, from: first)
      send(
        [Self.summary(of: session)] + later, answeredBy: answer, isRecorded: false,
        as: count == 0 ? .compacted : .line)
    }
  }

  private static func summary(of session: RecordedSession) -> [UInt8] {
    let said = session.messages.filter(\.isHumanMessage).flatMap { MessageDress.blocks(of: $0) }
      .compactMap { ($0.string ?? $0["text"]?.string).map { String($0.prefix(200)) } }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("role", "user")
    writer.field(
      "content",
      """
      This session is being continued from a previous conversation that ran out of context. The summary below covers the \
      earlier portion of the conversation.

      What the user asked for:
      - \(said.joined(separator: "\n- "))

      Continue with the last task.
      """)
    writer.endObject()
    return writer.bytes
  }
}

extension JSONValue {
  /// Whether a message object holds text of the user's, and no result of a tool.
  fileprivate var isHumanMessage: Bool {
    guard self["role"]?.isString("user") == true else { return false }
    return MessageDress.blocks(of: self).allSatisfy {
      $0.string != nil || $0["type"]?.isString("text") == true
    }
  }
}
