/// A message of a conversation, in the roles that chat completions made common; each dialect writes it in its own way.
enum ChatMessage: Equatable {
  /// A picture, where the model can see it.
  enum Picture: Equatable {
    /// In the request, in Base64.
    case data(String, mediaType: String)
    /// Behind a URL.
    case url(String)
  }

  /// A piece of what a user says.
  enum Piece: Equatable {
    case text(String)
    case image(Picture)

    var text: String? {
      if case .text(let text) = self { text } else { nil }
    }

    var isImage: Bool { text == nil }
  }

  /// What the model thought before it called a tool.
  struct Reasoning: Equatable {
    var text: String
    /// What its vendor signed it with; nil where no vendor did.
    var signature: String?
  }

  /// A call of a tool, with names and ids as the backend knows them.
  struct Call: Equatable {
    var id: String
    var name: String
    /// A JSON object.
    var arguments: [UInt8]
    /// What stood in front of it.
    var reasoning: [Reasoning] = []
  }

  /// The result of a call, with name and id as the backend knows them.
  struct Result: Equatable {
    var callID: String
    /// The tool's name.
    var name: String
    /// What came back, or what the model is told in its place; never empty.
    var pieces: [Piece]
    var isError: Bool

    /// What stands before the text of a failed call where there is no field for it.
    static let errorMark = "[tool error] "

    /// What came back, as far as it is text.
    var text: String { pieces.compactMap(\.text).joined(separator: ChatMessage.separator) }

    /// The text; that of a failed call is marked.
    var markedText: String { isError ? Self.errorMark + text : text }
  }

  case system(String)
  case user([Piece])
  case assistant(text: String, calls: [Call])
  case tool(Result)

  /// What stands between two texts that become one.
  static let separator = "\n\n"

  /// Pieces with neighbouring texts made one.
  static func joined(_ pieces: [Piece]) -> [Piece] {
    var joined: [Piece] = []
    for run in pieces.split(omittingEmptySubsequences: false, whereSeparator: \.isImage) {
      if run.startIndex > pieces.startIndex { joined.append(pieces[run.startIndex - 1]) }
      let texts = run.compactMap(\.text)
      if !texts.isEmpty { joined.append(.text(texts.joined(separator: separator))) }
    }
    return joined
  }
}

extension ChatMessage.Picture {
  /// Where it is, or itself as a `data:` URL.
  var url: String {
    switch self {
    case .data(let data, let mediaType): "data:\(mediaType);base64,\(data)"
    case .url(let url): url
    }
  }
}
