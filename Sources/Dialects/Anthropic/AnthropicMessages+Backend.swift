import Conversations
import Wire

/// Speaking to backends: what an Anthropic client said goes out as it came, what another one said is rendered.
extension AnthropicMessages: BackendDialect {
  /// The dialect.
  public var name: DialectName { .anthropicMessages }

  /// What the plan leaves of the request. Of a client of this dialect without edits the client's bytes, but for the model
  /// when it is mapped, for reasoning that no vendor signed and for what the backend is known to refuse; with edits the
  /// client's body around other messages.
  public func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    guard request.dialect == name else {
      return encode(
        try conversation(request, plan), for: target, isStreamed: request.wantsStream,
        promptTokens: plan.tokens)
    }
    var notes: [String] = []
    let body =
      plan.isUntouched
      ? spliced(request, for: target, without: plan.foreignSignatures, &notes)
      : AnthropicEdits(of: request, by: plan, for: target).body()
    return EncodedRequest(
      body: AnthropicRefusals(by: quirks).leftOut(of: body, &notes), isStreamed: request.wantsStream,
      promptTokens: plan.tokens ?? TokenEstimate.tokens(forBytes: request.document.bytes.count), notes: notes)
  }

  /// A conversation translated.
  ///
  /// - Parameter counted: what the prompt comes to, in tokens; nil for an estimate.
  public func encode(
    _ conversation: Conversation, for target: Target, isStreamed: Bool, promptTokens counted: Int? = nil
  ) -> EncodedRequest {
    let rendering = AnthropicRendering(of: conversation, for: target, quirks, counted: counted)
    return EncodedRequest(
      body: rendering.body(isStreamed: isStreamed), isStreamed: isStreamed,
      promptTokens: rendering.promptTokens, notes: rendering.notes, expectations: rendering.expectations)
  }

  private func spliced(
    _ request: ChatRequest, for target: Target, without foreign: Set<Fingerprint>, _ notes: inout [String]
  ) -> [UInt8] {
    var splices = ByteSplices()
    if target.model != request.model { splices.setModel(target.model, in: request.document.root) }
    notes += splices.removeForeignReasoning(from: request, signedBy: foreign)
    return splices.applied(to: request.document.bytes)
  }

  /// A decoder for the streamed answer to a request.
  public func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    AnthropicStreamDecoder(names: request.expectations.toolNames)
  }

  /// The events of an answer that came whole.
  public func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    AnthropicWholeAnswer.events(of: body, names: request.expectations.toolNames)
  }
}

extension ByteSplices {
  /// Puts another model in place of every `model` member: which of several counts is the reader's choice.
  fileprivate mutating func setModel(_ model: String, in body: JSONValue) {
    let name = JSONWriter.string(model)
    for (key, value) in body.members where key.isString("model") { replace(value.range, with: name) }
  }

  /// Takes out thinking blocks that no vendor signed, or another than this, and messages that consist of nothing else.
  /// Gives a note for each.
  ///
  /// - Parameter foreign: the hashes of other vendors' signatures.
  fileprivate mutating func removeForeignReasoning(
    from request: ChatRequest, signedBy foreign: Set<Fingerprint>
  ) -> [String] {
    var notes: [String] = []
    var emptied: Set<Int> = []
    for (position, message) in request.messages.enumerated() where message.role == .assistant {
      guard message.holdsReasoning(signedBy: foreign), let content = message.source["content"] else {
        continue
      }
      let faults = content.elements.map { block in block.withUnsafeValue { $0.fault(signedBy: foreign) } }
      for (block, fault) in faults.enumerated() {
        if let fault { notes.append("messages.\(position).content.\(block): thinking \(fault) left out") }
      }
      if faults.contains(nil) {
        edit(content, removing: { block, _ in faults[block] != nil })
      } else {
        emptied.insert(position)
      }
    }
    if !emptied.isEmpty, let list = request.document.root["messages"] {
      edit(list, removing: { position, _ in emptied.contains(position) })
    }
    return notes
  }
}

extension Message {
  fileprivate func holdsReasoning(signedBy foreign: Set<Fingerprint>) -> Bool {
    source.withUnsafeValue { message in
      var isFound = false
      message["content"]?.forEachElement { if $0.fault(signedBy: foreign) != nil { isFound = true } }
      return isFound
    }
  }
}

extension UnsafeJSONValue {
  /// What is wrong with the signature of this thinking block; nil when nothing is known to be, or it is another block.
  fileprivate func fault(signedBy foreign: Set<Fingerprint>) -> String? {
    guard let type = self["type"] else { return nil }
    if type.isString("thinking"), let signature = self["signature"] {
      if signature.bytes.dropFirst().starts(with: GatewaySignature.prefixBytes) {
        return "that no vendor signed"
      }
      return signature.isName(in: foreign) ? "that another vendor signed" : nil
    }
    guard type.isString("redacted_thinking"), let data = self["data"] else { return nil }
    return data.isName(in: foreign) ? "that another vendor encrypted" : nil
  }

  private func isName(in foreign: Set<Fingerprint>) -> Bool {
    guard !foreign.isEmpty, let text = string else { return false }
    return foreign.contains(KeptReasoning.name(of: text.utf8))
  }
}

extension GatewaySignature {
  fileprivate static var prefixBytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
  }
}
