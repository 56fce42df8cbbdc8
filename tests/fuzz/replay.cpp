// Runs a fuzz target without libFuzzer: on each file of a corpus and on the same mutations of it every time.
// Exits with 0 when the target took them all; a target that finds a fault aborts.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int rounds = 20'000;
constexpr std::size_t longest = 16 * 1024; // bytes

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        files.push_back(file.path());
    std::ranges::sort(files); // the same order on every machine
    std::vector<std::string> out;
    for (const auto& path : files) {
        std::ifstream file(path, std::ios::binary);
        if (!file)
            throw std::runtime_error("cannot read " + path.string());
        out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    if (out.empty())
        throw std::runtime_error("no corpus in " + folder.string());
    return out;
}

class mutator {
  public:
    explicit mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

    std::string next() {
        std::string out = any();
        for (std::size_t changes = below(3) + 1; changes > 0; --changes)
            change(out);
        out.resize(std::min(out.size(), longest));
        return out;
    }

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; } // the same with every standard library
    const std::string& any() { return corpus_[below(corpus_.size())]; }

    void change(std::string& text) {
        const std::size_t at = below(text.size() + 1);
        switch (below(6)) {
        case 0:
            text.insert(at, 1, static_cast<char>(below(256)));
            break;
        case 1:
            text.erase(at, below(8) + 1);
            break;
        case 2:
            text.insert(at, text.substr(at, below(64)));
            break;
        case 3: {
            const std::string& other = any();
            text.insert(at, other.substr(below(other.size() + 1), below(64)));
            break;
        }
        case 4:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        default:
            if (at < text.size())
                text[at] = below(2) == 0 ? '\xFF' : static_cast<char>(below(256));
        }
    }

    const std::vector<std::string>& corpus_;
    std::mt19937 random_{20261123};
};

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", arguments[0]);
        return 2;
    }
    try {
        const auto corpus = read_corpus(arguments[1]);
        for (const std::string& input : corpus) {
            run(input);
            for (std::size_t length = 0; length < std::min<std::size_t>(input.size(), 512); ++length)
                run(input.substr(0, length));
        }
        mutator mutations(corpus);
        for (int round = 0; round < rounds; ++round)
            run(mutations.next());
        std::printf("%zu files and %d mutations\n", corpus.size(), rounds);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}
