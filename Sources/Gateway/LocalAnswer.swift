import Conversations
import Dialects
import Reactor
import Routing
import Store
import Wire

/// The answer to a little request that needs no model: a probe, which asks whether anybody is there, and a title, which
/// the first words of what a person wrote make as well.
///
/// Only for kinds that the policy names (`answer: local`), and only where nothing is lost by it; all else is asked of a
/// model. The client is told by `x-ctxgw-target: ctxgw/local`, the operator by the turn that is recorded.
struct LocalAnswer {
  /// What a turn's rule says that was answered so.
  static let rule = "answered here"
  /// What is named in place of a backend and its model.
  static let place = (backend: "ctxgw", model: "local")

  /// The most words of a title, and the most bytes: clients show it in a line of a list.
  private static let mostTitleWords = 7
  private static let mostTitleBytes = 60

  /// What is said.
  let text: String
  private let client: ClientRequest
  private let classification: Classification

  /// The answer to a request; nil where only a model can give one.
  init?(to client: ClientRequest, as classification: Classification) {
    let text: String?
    switch classification.kind {
    case .probe: text = Self.sign(for: client.facts.shape)
    case .title: text = Self.title(for: client)
    case .main, .subAgent, .compaction, .autoModeCheck, .background, .count: text = nil
    }
    guard let text else { return nil }
    (self.text, self.client, self.classification) = (text, client, classification)
  }

  /// A sign of life of one token, where that is the most that is wanted. Without a limit a probe may be anything.
  private static func sign(for shape: RequestShape) -> String? {
    guard let limit = shape.maxOutputTokens, limit <= 1 else { return nil }
    return limit == 0 ? "" : "OK"
  }

  // MARK: Titles

  /// The first words of what a person wrote, in the form that is asked for; nil where nobody wrote anything.
  private static func title(for client: ClientRequest) -> String? {
    let words = ClientNote.personsWords(in: client.facts.shape.newestText)
      .split(maxSplits: 200, whereSeparator: \.isWhitespace)
      .filter { !($0.hasPrefix("<") && $0.hasSuffix(">")) && !$0.hasPrefix("```") }
    var title = ""
    for word in words.prefix(mostTitleWords) {
      let longer = title.isEmpty ? String(word) : "\(title) \(word)"
      guard longer.utf8.count <= mostTitleBytes else { break }
      title = longer
    }
    guard !title.isEmpty else { return nil }
    return client.facts.shape.answerMembers.isEmpty ? title : object(titled: title)
  }

  private static func object(titled title: String) -> String {
    var writer = JSONWriter()
    writer.object { $0.field("title", title) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: The answer

  /// What a model would have sent. It costs nothing: nobody has read the prompt.
  private var events: [StreamEvent] {
    let nothing = PartialUsage(input: 0, output: 0)
    var events: [StreamEvent] = [.started(id: nil, model: client.chat.model, usage: nothing)]
    if !text.isEmpty {
      events += [.partStarted(.text), .delta(.text(Array(text.utf8))), .partEnded]
    }
    return events + [.finished(text.isEmpty ? .maxTokens : .endTurn, usage: nothing), .ended]
  }

  /// Answers the client in its dialect, streamed or whole as it asked, and notes it in the turn.
  @LoopActor
  func send(_ reply: Reply, _ turn: inout Turn) {
    let dialect = client.dialect
    let frame = dialect.frame(
      answering: client.chat, estimatedInput: 0, at: WallClock.milliseconds() / 1000, told: { $0 })
    var answer = Answer()
    for event in events { answer.append(event) }
    reply.state("x-ctxgw-target", "\(Self.place.backend)/\(Self.place.model)")
    if client.chat.wantsStream {
      stream(by: dialect.writer(in: frame), reply)
    } else {
      reply.respond(dialect.identified(dialect.wholeHead), body: dialect.body(of: answer, in: frame))
    }
    turn.note(answer, recordedAs: text.isEmpty ? nil : dialect.recorded(answer))
    turn.noteAnsweredHere(classification, as: frame.id, at: reply.age)
    turn.outcome = reply.isClientGone ? .clientGone : .completed
  }

  @LoopActor
  private func stream(by writer: any AnswerWriter, _ reply: Reply) {
    var writer = writer
    var bytes: [UInt8] = []
    for event in events { writer.write(event, to: &bytes) }
    reply.begin(client.dialect.identified(client.dialect.streamHead))
    reply.write(bytes)
    reply.finish()
  }
}

extension Turn {
  /// Notes that it was answered without a model.
  fileprivate mutating func noteAnsweredHere(_ classification: Classification, as id: String, at age: UInt64)
  {
    let place = LocalAnswer.place
    target = Target(
      backend: place.backend, model: place.model, dialect: request.dialect, isLocal: true, window: nil,
      traits: .textOnly)
    rule = LocalAnswer.rule
    routing.complexity = classification.complexity.rawValue
    routing.evidence = [classification.mark]
    answerID = id
    timings.firstEvent = age
  }
}
