"""Eight labelled fields, each wider than the one above, with all of their text selected and the ring of the keyboard focus."""

import tkinter

BLUE = "#3584e4"
root = tkinter.Tk()
root.title("Ringed fields")
form = tkinter.Frame(root, padx=12)
form.pack()
for row in range(8):
    tkinter.Label(form, text=f"Name {row}").grid(row=row, column=0, padx=8, pady=6)
    field = tkinter.Entry(form, width=9 + row, bd=4, relief="flat", bg="white", selectbackground=BLUE, exportselection=False)
    field.configure(highlightthickness=2, highlightcolor=BLUE, highlightbackground=BLUE)
    field.insert(0, "Maria")
    field.select_range(0, tkinter.END)
    field.grid(row=row, column=1, sticky="w", padx=8)
root.wait_visibility()
print("shown", flush=True)
root.mainloop()
