import Conversations
import Testing
import Wire

@testable import Tokens

@Suite("Counting a conversation")
struct PromptCounterTests {
  private static let template = ChatTemplate(fixed: 3, message: 5, toolPreamble: 100, tool: 8)
  private static let definition = #"{"name":"read","input_schema":{"type":"object"}}"#

  @Test("every part is counted once, under what it is")
  func parts() throws {
    let count = try count([
      .init(
        role: .user,
        parts: [
          .text("hello world"), .image(Media(mediaType: nil, source: .url("u"))),
          .document(Document(title: "title", body: .text("hello world"))),
        ]),
      .init(
        role: .assistant,
        parts: [
          .thinking(text: "hello", signature: "long and not counted"), .text("hello"),
          .toolCall(ToolCall(id: "1", name: "read", input: Array("{}".utf8))),
        ]),
      .init(
        role: .user,
        parts: [
          .toolResult(ToolResult(callID: "1", parts: [.text("hello"), .text("world")], isError: false))
        ]),
    ])
    let definition = try TestFiles.counted(Self.definition)
    #expect(
      count.rows == [
        .init(part: .system, pieces: 1, tokens: 1), .init(part: .tools, pieces: 1, tokens: definition),
        .init(part: .userText, pieces: 1, tokens: 2), .init(part: .assistantText, pieces: 1, tokens: 1),
        .init(part: .thinking, pieces: 1, tokens: 1), .init(part: .toolCalls, pieces: 1, tokens: 2),
        .init(part: .toolResults, pieces: 1, tokens: 2), .init(part: .images, pieces: 1, tokens: 50),
        .init(part: .documents, pieces: 1, tokens: 3),
        .init(part: .template, pieces: 4, tokens: 3 + 4 * 5 + 100 + 8),
      ])
    #expect(count.total == count.rows.reduce(0) { $0 + $1.tokens })
  }

  @Test("a picture inside a result is a picture, and a file is so many pages by its size")
  func nestedMedia() throws {
    let media = Media(mediaType: "application/pdf", source: .base64(String(repeating: "A", count: 200_000)))
    let picture = ContentPart.image(Media(mediaType: nil, source: .file(id: "f")))
    let count = try count([
      .init(
        role: .user,
        parts: [
          .toolResult(ToolResult(callID: "1", parts: [picture], isError: false)),
          .document(Document(title: nil, body: .media(media))),
        ])
    ])
    #expect(count.rows.first { $0.part == .images }?.tokens == 50)
    #expect(count.rows.first { $0.part == .toolResults } == .init(part: .toolResults, pieces: 1, tokens: 0))
    #expect(count.rows.first { $0.part == .documents }?.tokens == 3 * (PromptCounter.tokensPerPage + 50))
  }

  private func count(_ entries: [Conversation.Entry]) throws -> PromptCount {
    let source = try JSONDocument(parsing: Array(Self.definition.utf8)).root
    let tools = [false, true].map {
      ToolDefinition(
        name: "read", description: nil, schema: nil, vendorType: nil, isDeferred: $0, source: source)
    }
    let conversation = Conversation(
      system: [.text("hello")], tools: tools, entries: entries, settings: GenerationSettings())
    var counter = PromptCounter(
      try TokenCounter(.exact(.o200k)) { name throws(VocabularyError) in
        try Vocabulary(opening: TestFiles.packed(name), as: name)
      }, template: Self.template, images: .flat(50))
    return counter.count(conversation)
  }
}

@Suite("Counting by a rule")
struct TokenCounterTests {
  @Test("an estimate is the vocabulary's count times the factor of the sort, rounded up")
  func factors() throws {
    let rule = TokenizerRule.scaled(.o200k, .init(prose: 1.15, code: 1.5, json: 2))
    var counter = try TokenCounter(rule) { name throws(VocabularyError) in
      try Vocabulary(opening: TestFiles.packed(name), as: name)
    }
    let counts = ContentKind.allCases.map { counter.count("hello world", as: $0) }
    #expect(counts == [3, 3, 4])
  }

  @Test("without a vocabulary bytes are counted, rather more than any vocabulary finds")
  func bytes() throws {
    var counter = try TokenCounter(.bytes) { name throws(VocabularyError) in
      throw VocabularyError(path: name.fileName, reason: .damaged)
    }
    let texts = [
      String(decoding: TestFiles.bytes(of: #filePath), as: UTF8.self),
      "人工智能是计算机科学的一个分支，它试图了解智能的实质。",
    ]
    for text in texts {
      let estimate = counter.count(text, as: .code)
      for name in VocabularyName.allCases {
        let counted = try TestFiles.counted(text, by: name)
        #expect(counted <= estimate, "\(name)")
      }
    }
  }

  @Test("a vocabulary that cannot be opened is an error, not an estimate")
  func unopened() {
    let error = VocabularyError(path: "o200k.bpe", reason: .damaged)
    #expect(throws: error) {
      _ = try TokenCounter(.exact(.o200k)) { _ throws(VocabularyError) in throw error }
    }
  }
}
