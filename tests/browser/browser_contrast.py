"""A script for the page: which of its texts stand out from their ground by less than 4.5 to 1, WCAG's AA."""

UNREADABLE = """() => {
    const numbers = (colour) => {
        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const ground = (node) => {
        const colours = [];
        for (let at = node; at; at = at.parentElement) colours.unshift(numbers(getComputedStyle(at).backgroundColor));
        return colours.reduce((below, top) => (top[3] ? over(top, below) : below), [255, 255, 255, 1]);
    };
    const light = (colour) => {
        const linear = (c) => (c <= 0.04 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = colour.slice(0, 3).map((c) => linear(c / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        const words = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join("");
        const apart = node.closest(":disabled, [aria-hidden=true], option, noscript");
        if (!words || apart || !node.checkVisibility({ opacityProperty: true })) continue;
        const below = ground(node);
        const [a, b] = [light(over(numbers(getComputedStyle(node).color), below)), light(below)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found.push(`${words.slice(0, 30)} (${node.className || node.tagName}): ${ratio.toFixed(2)}`);
    }
    return found;
}"""
