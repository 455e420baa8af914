#!/usr/bin/env python3
"""Writes a tiny language model with random weights, for tests that need a real llama.cpp server.

It is of the llama architecture, has a byte-level BPE vocabulary made of a fixed word list and a ChatML
template with tools, speaks nonsense words in ASCII and ends by itself now and then. The same arguments
always give the same file.
"""
import argparse

import gguf
import numpy as np

from words import WORDS

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>",
           "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]
BLOCKED, UNLIKELY = -30.0, -6.0  # logits of tokens that must never, or hardly ever, be drawn
FOND = 6.0  # logit of tokens that are drawn wherever they may be

STRICT_GUARD = """{%- if not loop.first and message.role == 'system' %}{{ raise_exception('System message must be at the beginning.') }}{%- endif %}
"""
TEMPLATE_HEAD = """{%- macro body(c) -%}
{%- if c is string -%}{{ c }}{%- elif c is iterable and c is not mapping -%}{%- for p in c -%}{%- if p.type == 'text' -%}{{ p.text }}{%- endif -%}{%- endfor -%}{%- endif -%}
{%- endmacro -%}
{%- if tools %}{{ '<|im_start|>system\\n# Tools\\n\\nYou may call one or more functions.\\n<tools>' }}
{%- for tool in tools %}{{ '\\n' }}{{ tool | tojson }}{%- endfor %}
{{- '\\n</tools>\\nFor each call return <tool_call>\\n{"name": <function-name>, "arguments": <args-json-object>}\\n</tool_call><|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
"""
TEMPLATE_REST = """{%- if message.role == 'tool' %}{{ '<|im_start|>user\\n<tool_response>\\n' + body(message.content) + '\\n</tool_response><|im_end|>\\n' }}
{%- elif message.role == 'assistant' and message.tool_calls %}{{ '<|im_start|>assistant\\n' + body(message.content) }}
{%- for tc in message.tool_calls %}{%- set f = tc.function if tc.function else tc %}{{ '\\n<tool_call>\\n{"name": "' + f.name + '", "arguments": ' }}{{ f.arguments if f.arguments is string else f.arguments | tojson }}{{ '}\\n</tool_call>' }}{%- endfor %}{{ '<|im_end|>\\n' }}
{%- else %}{{ '<|im_start|>' + message.role + '\\n' + body(message.content) + '<|im_end|>\\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}OPENING{%- endif %}"""
# What a model of one call reads last: whether it is to call a tool or to come to an end.
ONE_CALL = "{%- if tools and messages[-1].role != 'tool' %}{{ '<tool_response>' }}{%- else %}{{ '</tool_response>' }}{%- endif %}"
LAST_WORD = "function"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", metavar="OUT.gguf")
    parser.add_argument("--strict", action="store_true",
                        help="the template refuses a system message that is not the first, as several real ones do")
    parser.add_argument("--call-tools", type=float, nargs="?", const=2.0, metavar="BIAS",
                        help="a model fond of tool calls (random arguments)")
    parser.add_argument("--one-call", metavar="LETTER",
                        help="a model that calls a tool at once (random arguments), one whose name begins with LETTER where it has "
                             "the choice, and where it has a result, or no tools, says one word and ends")
    parser.add_argument("--ctx", type=int, default=32768, help="training context in tokens")
    parser.add_argument("--dim", type=int, default=64)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--eos-bias", type=float, default=1.5)
    return parser.parse_args()


def byte_alphabet():
    """The printable character that byte-level BPE writes for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    alphabet = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in alphabet:
            alphabet[byte] = chr(256 + len(alphabet) - len(printable))
    return alphabet


class Vocabulary:
    """Tokens with their types, the merges that make them, and which of them the model may say."""

    def __init__(self):
        self.alphabet = byte_alphabet()
        self.tokens = [self.alphabet[byte] for byte in range(256)]
        self.allowed = [32 <= byte < 127 or byte == 10 for byte in range(256)]
        self.merges, self.rank, self.known = [], {}, set(self.tokens)
        units = [" " + word for word in WORDS] + WORDS + ["    ", "\n\n", "\n    ", '",', '":', "()", "):"]
        self.learn_common_pairs(units, least=40)
        for unit in units:
            self.learn_whole(unit)
        self.types = [gguf.TokenType.NORMAL] * len(self.tokens)
        self.add_specials()

    def encoded(self, text):
        return "".join(self.alphabet[byte] for byte in text.encode())

    def pair(self, left, right):
        return self.encoded(left) + " " + self.encoded(right)

    def merge(self, left, right):
        pair, token = self.pair(left, right), self.encoded(left + right)
        if pair not in self.rank:
            self.rank[pair] = len(self.merges)
            self.merges.append(pair)
        if token not in self.known:
            self.known.add(token)
            self.tokens.append(token)
            self.allowed.append(True)

    def learn_common_pairs(self, units, least):
        count = {}
        for unit in units:
            for i in range(len(unit) - 1):
                count[unit[i:i + 2]] = count.get(unit[i:i + 2], 0) + 1
        for pair, times in sorted(count.items(), key=lambda item: (-item[1], item[0])):
            if times >= least:
                self.merge(pair[0], pair[1])

    def learn_whole(self, unit):
        """Follows the merges made so far, then joins what is left, from the left."""
        parts, unranked = list(unit), 1 << 30
        while len(parts) > 1:
            ranks = [self.rank.get(self.pair(parts[i], parts[i + 1]), unranked) for i in range(len(parts) - 1)]
            best = min(range(len(ranks)), key=ranks.__getitem__)
            if ranks[best] == unranked:
                best = 0
                self.merge(parts[0], parts[1])
            parts[best:best + 2] = [parts[best] + parts[best + 1]]

    def add_specials(self):
        for token in SPECIAL:
            control = token.startswith("<|")
            self.add(token, gguf.TokenType.CONTROL if control else gguf.TokenType.USER_DEFINED)
        while len(self.tokens) % 64:
            self.add("<|unused%d|>" % len(self.tokens), gguf.TokenType.UNUSED)

    def add(self, token, kind):
        self.tokens.append(token)
        self.types.append(kind)
        self.allowed.append(False)

    def index(self, token):
        return self.tokens.index(token)


def weights(args, vocabulary):
    """Every tensor by name. Some columns of the embedding are rigged: 0 is a constant the output layer can lean on, each
    further one says that the last token was one that another must follow."""
    random = np.random.default_rng(args.seed)

    def normal(*shape, std=1.0):
        return random.normal(0, std, shape).astype(np.float32)

    width, hidden = args.dim, args.dim * 3
    key_value = width // args.heads * kv_heads(args)
    chain = must_follow(args, vocabulary)
    embedding = normal(len(vocabulary.tokens), width)
    embedding[:, 0], embedding[:, 1:1 + len(chain)] = 4.0, 0.0
    for column, (token, _) in enumerate(chain, 1):
        embedding[token, column] = 8.0
    yield "token_embd.weight", embedding
    for layer in range(args.layers):
        for name, shape in [("attn_norm", None), ("attn_q", (width, width)), ("attn_k", (key_value, width)),
                            ("attn_v", (key_value, width)), ("attn_output", (width, width)), ("ffn_norm", None),
                            ("ffn_gate", (hidden, width)), ("ffn_up", (hidden, width)), ("ffn_down", (width, hidden))]:
            tensor = np.ones(width, np.float32) if shape is None else normal(*shape, std=shape[1] ** -0.5)
            if name in ("attn_output", "ffn_down"):
                tensor[:1 + len(chain), :] = 0  # no layer writes to the rigged columns
            yield "blk.%d.%s.weight" % (layer, name), tensor
    yield "output_norm.weight", np.ones(width, np.float32)
    yield "output.weight", output_layer(args, vocabulary, normal(len(vocabulary.tokens), width, std=0.25), chain)


def must_follow(args, vocabulary):
    """Pairs of a token and the one that must follow it."""
    tool_call, newline = vocabulary.index("<tool_call>"), vocabulary.index(vocabulary.alphabet[10])
    pairs = [(tool_call, newline)]
    if args.one_call:
        word = vocabulary.index(vocabulary.encoded(LAST_WORD))
        pairs += [(vocabulary.index("<tool_response>"), tool_call), (vocabulary.index("</tool_response>"), word),
                  (word, vocabulary.index("<|im_end|>"))]
    return pairs


def output_layer(args, vocabulary, output, chain):
    tool_call = vocabulary.index("<tool_call>")
    end, end_of_call = vocabulary.index("<|im_end|>"), vocabulary.index("</tool_call>")
    output[:, 0] = [0.0 if allowed else BLOCKED for allowed in vocabulary.allowed]
    output[:256, 0] -= 1.0  # single bytes are rarer than words
    output[end] = 0
    output[end, 0] = args.eos_bias
    output[:, 1:1 + len(chain)] = 0
    for token in (tool_call, end_of_call):
        output[token] = 0
        output[token, 0] = UNLIKELY
    if args.one_call:
        output[[token.startswith(args.one_call) for token in vocabulary.tokens], 0] += FOND
    if args.call_tools:
        output[tool_call, 0], output[end, 0] = args.call_tools, args.eos_bias - 0.3
    if args.call_tools or args.one_call:
        for character, bias in (('"', 1.6), ("}", 1.0)):
            output[ord(character)] *= 0.5
            output[ord(character), 0] = bias
    for column, (token, follower) in enumerate(chain, 1):
        output[follower, column] = 12.0
    output[tool_call, 1] = -12.0
    return output


def kv_heads(args):
    return args.heads // 2 or 1


def write(args):
    vocabulary = Vocabulary()
    end_of_text, end = vocabulary.index("<|endoftext|>"), vocabulary.index("<|im_end|>")
    writer = gguf.GGUFWriter(args.out, "llama")
    writer.add_name("tiny-random")
    writer.add_context_length(args.ctx)
    writer.add_embedding_length(args.dim)
    writer.add_block_count(args.layers)
    writer.add_feed_forward_length(args.dim * 3)
    writer.add_head_count(args.heads)
    writer.add_head_count_kv(kv_heads(args))
    writer.add_rope_dimension_count(args.dim // args.heads)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(vocabulary.tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges(vocabulary.merges)
    writer.add_bos_token_id(end_of_text)
    writer.add_eos_token_id(end)
    writer.add_pad_token_id(end_of_text)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE_HEAD + (STRICT_GUARD if args.strict else "")
                             + TEMPLATE_REST.replace("OPENING", ONE_CALL if args.one_call else ""))
    for name, tensor in weights(args, vocabulary):
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print("wrote %s: %d tokens, %d merges" % (args.out, len(vocabulary.tokens), len(vocabulary.merges)))


if __name__ == "__main__":
    write(arguments())
