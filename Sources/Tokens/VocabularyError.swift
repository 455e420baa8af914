/// Why a vocabulary cannot be used: its file, and what is wrong with it.
public struct VocabularyError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Sendable, Equatable {
    /// The system does not give the file, in its words.
    case unreadable(String)
    /// It is no packed vocabulary, or one of another version.
    case foreign
    /// It holds another vocabulary than its name says.
    case misnamed(String)
    /// Its size or its bytes are not what the packer wrote.
    case damaged
  }

  /// The file.
  public let path: String
  /// What is wrong with it.
  public let reason: Reason

  /// The file, what is wrong with it, and what helps.
  public var description: String {
    switch reason {
    case .unreadable(let words): "\(path): cannot be read: \(words)"
    case .foreign: "\(path): not a vocabulary that this version of ctxgw reads; install its data again"
    case .misnamed(let name): "\(path): holds the vocabulary '\(name)'; install the data again"
    case .damaged: "\(path): is damaged; install the data again"
    }
  }
}
