import TestKit
import Testing
import Tokens

@testable import Gateway

@Suite("The table of models")
struct ModelTableTests {
  static let data = DataDirectory(
    path: #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/data")

  @Test("the program's own table is read whole, and every model is found by its id")
  func ownTable() throws {
    let table = try ModelTable(Self.data)
    #expect(table.entries.count > 100)
    for entry in table.entries {
      #expect(table.match(entry.id)?.entry.id == entry.id)
      #expect(table.match(entry.id)?.pattern == nil)
    }
  }

  @Test(
    "a model is found by the names that clients, brokers and local servers give it",
    arguments: [
      ("claude-opus-4-6", "claude-opus-4-6", nil), ("CLAUDE-Opus-4-6", "claude-opus-4-6", nil),
      ("anthropic/claude-opus-4-6[1m]", "claude-opus-4-6", nil),
      ("us.anthropic.claude-opus-4-6-v1:0", "claude-opus-4-6", "claude-opus-4-6*"),
      ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku", "claude-3-haiku*"),
      ("qwen/qwen3-8b:free", "qwen3-8b", nil), ("qwen3:8b", "qwen3-8b", "qwen3:8b*"),
      ("lmstudio/Qwen2.5-Coder-7B-Instruct-GGUF", "qwen2.5-coder-7b", "*qwen2.5-coder-7b*"),
      ("gpt-5-2025-08-07", "gpt-5", "gpt-5-2025*"), ("gpt-oss:20b", "gpt-oss-20b", "gpt-oss:20b*"),
    ] as [(String, String, String?)])
  func names(name: String, id: String, pattern: String?) throws {
    let match = try ModelTable(Self.data).match(name)
    #expect(match?.entry.id == id)
    #expect(match?.pattern == pattern)
  }

  @Test(
    "a name that fits nothing is nobody's", arguments: ["", "/", "[1m]", "unheard-of", "anthropic.", ":free"])
  func strangers(name: String) throws {
    #expect(try ModelTable(Self.data).match(name) == nil)
  }

  @Test(
    "what is wrong in a table is said with its place",
    arguments: [
      ("{", "is no JSON"), ("{}", "tokenizers: an object is required"),
      (#"{"tokenizers":{"x":{"vocabulary":"y"}}}"#, "tokenizers.x.vocabulary: must be a vocabulary"),
      (#"{"tokenizers":{"x":{"vocabulary":"o200k"}}}"#, "tokenizers.x.factors: must be an object"),
      (
        #"{"tokenizers":{"x":{"vocabulary":"o200k","factors":{"prose":0}}}}"#,
        "tokenizers.x.factors.prose: must be a number above 0"
      ),
      (#"{"tokenizers":{},"templates":{"t":{"fixed":-1}}}"#, "templates.t.fixed: must be a whole number"),
      (#"{"tokenizers":{},"templates":{},"images":{"i":{}}}"#, "images.i.patches: must be an object"),
      (#"{"tokenizers":{},"templates":{},"images":{}}"#, "models: a list is required"),
      (
        #"{"tokenizers":{},"templates":{},"images":{},"models":[{"id":"m","patterns":[],"tokenizer":"x"}]}"#,
        "models.0.tokenizer: must be one that the table lists"
      ),
      (
        #"{"tokenizers":{},"templates":{},"images":{},"models":[{"id":"m","patterns":[1],"tokenizer":"x"}]}"#,
        "models.0.patterns: must be a list of texts"
      ),
    ])
  func faults(text: String, message: String) throws {
    let directory = TemporaryDirectory()
    let path = try directory.write(text, to: "models.json")
    let error = #expect(throws: DataError.self) { try ModelTable(DataDirectory(path: directory.path)) }
    #expect(error?.path == path)
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }
}

@Suite("Finding the program's files")
struct DataDirectoryTests {
  @Test("a directory that is named is the only one looked at; else those beside the program are")
  func places() {
    #expect(DataDirectory.places(named: "/d", beside: "/usr/bin/ctxgw").map(\.path) == ["/d"])
    #expect(
      DataDirectory.places(named: nil, beside: "/usr/bin/ctxgw").map(\.path) == [
        "/usr/bin/data", "/usr/bin/../data", "/usr/bin/../share/ctxgw", "/usr/bin/../../../data",
      ])
    #expect(DataDirectory.places(named: nil, beside: nil).isEmpty)
  }

  @Test("a directory without the table is refused with the way out")
  func missing() throws {
    let directory = TemporaryDirectory()
    let error = #expect(throws: DataError.self) { try DataDirectory.find(named: directory.path) }
    #expect(error?.path == directory.path && error?.message.contains("CTXGW_DATA") == true)
    try directory.write("{}", to: "models.json")
    #expect(try DataDirectory.find(named: directory.path).path == directory.path)
  }
}
